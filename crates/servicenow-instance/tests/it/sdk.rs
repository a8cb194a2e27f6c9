//! ServiceNow's SDK, unchanged, with the ticketing connector as its project: building, installing, downloading and
//! signing in, as its commands do it. `cargo xtask prepare` installs it.

use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::Command;
use zip::ZipArchive;

use super::applications::install;
use super::support::{ADMIN, Lab};
use crate::browser::Browser;

const SCOPE_ID: &str = "b7f3d1c25e0a4f8f9d6c1a2b3c4d5e6f";
/// Longest run of one command, on a machine that does other things too.
const PATIENCE: Duration = Duration::from_mins(5);

/// An instance without the connector, and a copy of the connector's sources with the SDK beside it.
struct Workshop {
    lab: Lab,
    folder: TempDir,
}

impl Workshop {
    async fn new() -> Self {
        let lab = Lab::of(Lab::builder().connector(false)).await;
        let folder = tempfile::tempdir().unwrap();
        copy(&sources(), folder.path());
        let modules = Path::new(env!("CARGO_TARGET_TMPDIR")).join("connector-app/node_modules");
        let there = modules.join("@servicenow/sdk").exists();
        assert!(there, "ServiceNow's SDK is not installed: run `cargo xtask prepare`");
        std::os::unix::fs::symlink(modules, folder.path().join("node_modules")).unwrap();
        Self { lab, folder }
    }

    fn address(&self) -> &str {
        self.lab.instance.url().as_str().trim_end_matches('/')
    }

    /// The SDK signed in as it is in pipelines; it reports nothing to its maker and opens no browser.
    fn sdk(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("node");
        command
            .arg("node_modules/.bin/now-sdk")
            .args(arguments)
            .current_dir(&self.folder)
            .env("HOME", self.folder.path())
            .env("NODE_ENV", "test")
            .env("BROWSER", "true")
            .env("SN_SDK_NODE_ENV", "SN_SDK_CI_INSTALL")
            .env("SN_SDK_INSTANCE_URL", self.address())
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }

    /// Runs a command as admin by password; what it says.
    async fn run(&self, arguments: &[&str]) -> String {
        let mut command = self.sdk(arguments);
        finish(command.env("SN_SDK_USER", "admin").env("SN_SDK_USER_PWD", "admin")).await
    }

    fn write(&self, path: &str, change: impl Fn(&str) -> String) {
        let path = self.folder.path().join(path);
        let text = fs::read_to_string(&path).unwrap();
        let changed = change(&text);
        assert_ne!(text, changed, "{}", path.display());
        fs::write(path, changed).unwrap();
    }

    /// What a build leaves behind, as little as can be installed.
    fn have_built(&self) {
        let folder = self.folder.path().join("dist/app/scope");
        fs::create_dir_all(&folder).unwrap();
        let app = format!(
            "<record_update table=\"sys_app\"><sys_app action=\"INSERT_OR_UPDATE\"><sys_id>{SCOPE_ID}</sys_id><name>Ticketing connector</name><scope>x_scbr_m365ticket</scope><version>1.0.0</version><active>true</active></sys_app></record_update>"
        );
        fs::write(folder.join(format!("sys_app_{SCOPE_ID}.xml")), app).unwrap();
    }

    async fn app(&self) -> Vec<Value> {
        self.lab.list("/api/now/table/sys_app?scope=x_scbr_m365ticket").await
    }
}

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../connector-app")
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_name() == "node_modules" {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir(&to).unwrap();
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

async fn finish(command: &mut Command) -> String {
    let output = tokio::time::timeout(PATIENCE, command.output()).await.expect("it comes to an end").unwrap();
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && !said.contains("ERROR"), "{said}");
    said
}

/// Proves P7.6.
#[tokio::test(flavor = "multi_thread")]
async fn the_sdk_installs_upgrades_and_reinstalls_its_project() {
    let workshop = Workshop::new().await;
    workshop.run(&["build", "--frozenKeys"]).await;
    let said = workshop.run(&["install"]).await;
    assert!(
        said.contains(&format!(
            "Installation completed. Access the application at: {}/sys_app.do?sys_id={SCOPE_ID}",
            workshop.address()
        )),
        "{said}"
    );
    assert!(said.contains(&format!("{}/sys_rollback_context.do?sys_id=", workshop.address())), "{said}");
    assert_eq!(workshop.app().await[0]["version"], "1.0.0");
    let said = workshop.run(&["install", "--info"]).await;
    assert!(said.contains("/sys_upgrade_history_list.do"), "{said}");
    let step = workshop.lab.list("/api/now/table/x_scbr_m365ticket_step?code=oauth").await.remove(0);
    workshop
        .lab
        .update("x_scbr_m365ticket_step", &step["sys_id"], json!({ "redirect_url": "https://a.example" }))
        .await;

    workshop.write("package.json", |text| text.replace("\"1.0.0\"", "\"1.1.0\""));
    workshop.write("src/fluent/log.now.ts", |text| {
        text.replace("'Connector Log', plural", "'Connector Journal', plural")
    });
    workshop.run(&["build", "--frozenKeys"]).await;
    workshop.run(&["install"]).await;
    assert_eq!(workshop.app().await[0]["version"], "1.1.0");
    let log = workshop.lab.list("/api/now/table/sys_db_object?name=x_scbr_m365ticket_log").await;
    assert_eq!(log[0]["label"], "Connector Journal");
    let kept = workshop.lab.show("x_scbr_m365ticket_step", &step["sys_id"]).await;
    assert_eq!(kept["redirect_url"], "https://a.example", "what people entered stays");

    let said = workshop.run(&["install", "--reinstall"]).await;
    assert!(said.contains("Successfully uninstalled application"), "{said}");
    let anew = workshop.lab.show("x_scbr_m365ticket_step", &step["sys_id"]).await;
    assert_eq!(anew["redirect_url"], "", "all of it was taken away first");
}

/// Downloading is the way back: what people changed in the instance comes into the sources.
/// Proves P7.8.
#[tokio::test(flavor = "multi_thread")]
async fn the_sdk_brings_changes_of_the_instance_back_into_its_project() {
    let workshop = Workshop::new().await;
    let package =
        fs::read(sources().join("../crates/scorebridge/connector/ticketing-connector.zip")).unwrap();
    assert_eq!(install(&workshop.lab, package.clone()).await["status"], "2");
    let menu =
        workshop.lab.list("/api/now/table/sys_app_application?title=Ticketing connector").await.remove(0);
    workshop
        .lab
        .update("sys_app_application", &menu["sys_id"], json!({ "title": "Tickets of the portal" }))
        .await;
    let made = workshop
        .lab
        .create(
            "sys_properties",
            json!({ "name": "x_scbr_m365ticket.extra", "value": "1", "sys_scope": SCOPE_ID }),
        )
        .await;
    let log = workshop.lab.list("/api/now/table/sys_app_module?title=Log").await.remove(0);
    let gone = format!("/api/now/table/sys_app_module/{}", log["sys_id"].as_str().unwrap());
    workshop.lab.request(Method::DELETE, &gone).send().await.unwrap();
    let downloaded = workshop.folder.path().join("downloaded");
    workshop.run(&["download", "downloaded"]).await;
    let file = format!("sys_app_application_{}.xml", menu["sys_id"].as_str().unwrap());
    let text = fs::read_to_string(find(&downloaded, &file).unwrap()).unwrap();
    assert!(text.contains("<title>Tickets of the portal</title>"), "{text}");
    let made = format!("sys_properties_{}.xml", made["sys_id"].as_str().unwrap());
    assert!(fs::read_to_string(find(&downloaded, &made).unwrap()).unwrap().contains("<value>1</value>"));
    assert!(find(&downloaded, &format!("sys_app_module_{}.xml", log["sys_id"].as_str().unwrap())).is_none());
    let mut built = packed(&package);
    let mut there = names(&downloaded);
    built.retain(|name| !name.contains(log["sys_id"].as_str().unwrap()));
    there.retain(|name| *name != made);
    assert_eq!(there.difference(&built).collect::<Vec<_>>(), Vec::<&String>::new());
    single_records(&workshop, menu["sys_id"].as_str().unwrap()).await;
    workshop
        .lab
        .update("sys_app_application", &menu["sys_id"], json!({ "title": "Tickets of the portal" }))
        .await;
    workshop.run(&["transform"]).await;
    let source = fs::read_to_string(workshop.folder.path().join("src/fluent/menu.now.ts")).unwrap();
    assert!(source.contains("title: 'Tickets of the portal'"), "{source}");
}

/// One record by its id, and one with the records that belong to it.
async fn single_records(workshop: &Workshop, menu: &str) {
    let rename = async |title: &str| {
        let fields = json!({ "title": title });
        workshop.lab.update("sys_app_application", &json!(menu), fields).await;
    };
    let source = || fs::read_to_string(workshop.folder.path().join("src/fluent/menu.now.ts")).unwrap();
    rename("By id").await;
    workshop.run(&["transform", "--ids", menu]).await;
    assert!(source().contains("title: 'By id'"), "{}", source());
    rename("By table").await;
    let said = workshop.run(&["transform", "--table", "sys_app_application", "--id", menu]).await;
    assert!(source().contains("title: 'By table'"), "{said}{}", source());
}

/// Names of all files in a package.
fn packed(package: &[u8]) -> BTreeSet<String> {
    let archive = ZipArchive::new(Cursor::new(package)).unwrap();
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    archive.file_names().map(|path| name(&path.unwrap())).collect()
}

/// Names of all files below a folder.
fn names(folder: &Path) -> BTreeSet<String> {
    files(folder).iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect()
}

fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    files(folder).into_iter().find(|path| path.ends_with(name))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut folders, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files
}

/// Proves P4.8, P7.7.
#[tokio::test(flavor = "multi_thread")]
async fn the_sdk_installs_with_client_credentials() {
    let workshop = Workshop::new().await;
    let property =
        json!({ "name": "glide.oauth.inbound.client.credential.grant_type.enabled", "value": "true" });
    workshop.lab.create("sys_properties", property).await;
    let entity = json!({
        "name": "pipeline", "type": "client", "client_id": "pipeline", "client_secret": "s3cret", "active": "true",
        "default_grant_type": "client_credentials", "user": ADMIN,
    });
    workshop.lab.create("oauth_entity", entity).await;
    workshop.have_built();
    let mut install = workshop.sdk(&["install"]);
    install.env("SN_SDK_AUTH_TYPE", "oauth");
    install.env("SN_SDK_OAUTH_CLIENT_ID", "pipeline").env("SN_SDK_OAUTH_CLIENT_SECRET", "s3cret");
    let said = finish(&mut install).await;
    assert!(said.contains("Installation completed."), "{said}");
    assert_eq!(workshop.app().await.len(), 1);
    let asked = ["query", "sys_app", "--query", "scope=x_scbr_m365ticket", "--fields", "name,version"];
    let said = workshop.run(&asked).await;
    assert!(said.contains("Ticketing connector"), "{said}");
}

/// The SDK asks for a code, a person allows it in the browser and pastes the code.
/// Proves P4.4, P7.7.
#[tokio::test(flavor = "multi_thread")]
async fn the_sdk_signs_in_with_a_code_from_the_browser() {
    let workshop = Workshop::new().await;
    let mut command =
        workshop.sdk(&["auth", "--add", workshop.address(), "--type", "oauth", "--alias", "dev"]);
    let mut running =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut output = BufReader::new(running.stdout.take().unwrap()).lines();
    let address = loop {
        let line = tokio::time::timeout(PATIENCE, output.next_line()).await.unwrap().unwrap();
        let line = line.expect("the address to visit");
        if let Some((_, rest)) = line.split_once("or visit ") {
            break rest.split_once(' ').unwrap().0.to_owned();
        }
    };
    let browser = Browser::signed_in(&workshop.lab, "admin", "admin").await;
    let path = address.strip_prefix(workshop.address()).expect("an address of the instance");
    let consent = browser.get(path).await;
    let page = browser.submit(&consent, "button[name=decision]", &[("decision", "allow")]).await;
    assert_eq!((page.url.path(), page.first("h1").as_str()), ("/sdk-oauth.do", "Authorization code"));
    let mut input = running.stdin.take().unwrap();
    input.write_all(format!("{}\n", page.first("#code")).as_bytes()).await.unwrap();
    let mut said = String::new();
    let signed_in = format!("Successfully authenticated to instance {}", workshop.address());
    while let Some(line) = tokio::time::timeout(PATIENCE, output.next_line()).await.unwrap().unwrap() {
        said.push_str(&line);
        if said.contains(&signed_in) {
            break;
        }
    }
    if !said.contains(&signed_in) {
        running.stderr.take().unwrap().read_to_string(&mut said).await.unwrap();
        panic!("{said}");
    }
    running.kill().await.unwrap();
    let tokens = workshop.lab.list("/api/now/table/oauth_credential?peer.name=ServiceNow SDK").await;
    assert_eq!(tokens.len(), 2, "{tokens:?}");
    let denied = browser.get(path).await;
    let page = browser.submit(&denied, "button[name=decision]", &[("decision", "deny")]).await;
    assert_eq!((page.first("h1").as_str(), page.has("#code")), ("Access denied", false));
}
