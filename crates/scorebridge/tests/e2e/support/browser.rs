//! The browser as tests drive it. Every wait has a limit and says what was missing.

use std::{
    fs,
    path::{Path, PathBuf},
};

use fantoccini::{Client, ClientBuilder, elements::Element, key::Key, wd::Capabilities};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::{axe, commands::Extension, driver::Driver, find};

/// Browsers at once in one test program; each wants a core.
static PLACES: Semaphore = Semaphore::const_new(2);

/// How the browser presents itself and the page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// `Accept-Language` and the language of the browser's own parts.
    pub(crate) language: &'static str,
    pub(crate) dark: bool,
    /// Size of the page in CSS pixels.
    pub(crate) size: (u32, u32),
    pub(crate) script: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self { language: "en", dark: false, size: (1280, 900), script: true }
    }
}

impl Look {
    /// A phone held upright.
    pub(crate) const PHONE: (u32, u32) = (360, 740);
}

/// A browser of its own for one test; it ends when dropped.
pub(crate) struct Browser {
    pub(crate) client: Client,
    _driver: Driver,
    _place: SemaphorePermit<'static>,
}

impl Browser {
    pub(crate) async fn start() -> Self {
        Self::with(Look::default()).await
    }

    pub(crate) async fn with(look: Look) -> Self {
        let place = PLACES.acquire().await.unwrap();
        let driver = Driver::start();
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(&driver.profile(), look))
            .connect(&driver.address())
            .await
            .expect("Chromium starts; `cargo xtask prepare` installs it");
        let browser = Self { client, _driver: driver, _place: place };
        browser.set_window(look.size.0, look.size.1).await;
        browser.set_dark(look.dark).await;
        browser
    }

    pub(crate) async fn goto(&self, address: impl AsRef<str>) {
        self.client.goto(address.as_ref()).await.unwrap();
    }

    /// The path and query of the page.
    pub(crate) async fn path(&self) -> String {
        let url = self.client.current_url().await.unwrap();
        url[url::Position::BeforePath..].to_owned()
    }

    /// Waits until the page's path and query begin so.
    pub(crate) async fn wait_for_path(&self, beginning: &str) {
        let arrived = async || self.path().await.starts_with(beginning).then_some(());
        let there = find::eventually(arrived).await.is_some();
        assert!(there, "expected a page {beginning:?}, but it is {:?}", self.path().await);
    }

    /// Selects what `find` finds. When that leaves the page, it is gone afterwards, so that nothing is sought or typed
    /// on the old one.
    pub(crate) async fn click(&self, find: impl AsyncFn() -> Element) {
        let clicked = async || {
            self.client.execute(include_str!("leave.js"), vec![]).await.ok()?;
            find().await.click().await.ok()
        };
        assert!(find::eventually(clicked).await.is_some(), "nothing to select on {}", self.path().await);
        let gone = async || {
            let leaving = self.client.execute("return window.leavingPage === true", vec![]).await;
            matches!(leaving, Ok(Value::Bool(false))).then_some(())
        };
        assert!(find::eventually(gone).await.is_some(), "{} is not left", self.path().await);
    }

    /// Types in place of what stands in the field that `find` finds, also when the page replaces it meanwhile.
    pub(crate) async fn fill(&self, text: &str, find: impl AsyncFn() -> Element) {
        let typed = async || {
            let field = find().await;
            field.clear().await.ok()?;
            field.send_keys(text).await.ok()
        };
        assert!(find::eventually(typed).await.is_some(), "no field to fill on {}", self.path().await);
    }

    /// Gives the page a size, also one narrower than a window can be.
    pub(crate) async fn set_window(&self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", &metrics).await;
    }

    /// Emulates `prefers-color-scheme`.
    pub(crate) async fn set_dark(&self, dark: bool) {
        let value = if dark { "dark" } else { "light" };
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        self.devtools("Emulation.setEmulatedMedia", &media).await;
    }

    async fn devtools(&self, command: &str, parameters: &Value) {
        Extension::devtools(command, parameters).send(&self.client).await.unwrap();
    }

    /// Sets a cookie for the site of the current page (that of the theme, say).
    pub(crate) async fn set_cookie(&self, name: &str, value: &str) {
        let url = self.client.current_url().await.unwrap();
        let cookie = json!({ "name": name, "value": value, "url": url });
        self.devtools("Network.setCookie", &cookie).await;
    }

    /// The element with this ARIA role and accessible name, once there is exactly one.
    pub(crate) async fn find_by_role(&self, role: &str, name: &str) -> Element {
        find::one(&self.client, find::By::Role(role), name).await
    }

    /// The form field with this label.
    pub(crate) async fn by_label(&self, label: &str) -> Element {
        find::one(&self.client, find::By::Label, label).await
    }

    /// The accessible names of all elements with a role, in document order.
    pub(crate) async fn names_of(&self, role: &str) -> Vec<String> {
        find::names(&self.client, find::By::Role(role)).await
    }

    /// Role and accessible name of the element that has the focus.
    pub(crate) async fn focused(&self) -> (String, String) {
        find::focused(&self.client).await
    }

    /// Presses a key where the focus is.
    pub(crate) async fn press(&self, key: Key) {
        let focus = self.client.active_element().await.unwrap();
        focus.send_keys(&char::from(key).to_string()).await.unwrap();
    }

    /// Tabs onwards until an element with this role and name has the focus; fails when the page has been passed
    /// through.
    pub(crate) async fn tab_to(&self, role: &str, name: &str) {
        let mut passed = Vec::new();
        for _ in 0..200 {
            self.press(Key::Tab).await;
            let focused = self.focused().await;
            if focused == (role.to_owned(), name.to_owned()) {
                return;
            }
            if passed.first() == Some(&focused) && passed.len() > 1 {
                break;
            }
            passed.push(focused);
        }
        panic!("the keyboard does not reach the {role} {name:?}; it reaches {passed:?}");
    }

    /// Whether the page is wider than the window, so that one has to scroll sideways (WCAG 2.2, 1.4.10).
    pub(crate) async fn overflows(&self) -> bool {
        let script = "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
        self.client.execute(script, vec![]).await.unwrap() == json!(true)
    }

    /// What sticks out of the window to the right, to say what makes a page too wide.
    pub(crate) async fn sticking_out(&self) -> String {
        let script = "const wide = document.documentElement.clientWidth; \
             const out = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > wide + 0.5); \
             return out.slice(0, 8).map(e => e.tagName + '.' + e.className + ' ' + \
             Math.round(e.getBoundingClientRect().right - wide) + ' ' + e.textContent.trim().slice(0, 40)).join('; ')";
        self.client.execute(script, vec![]).await.unwrap().as_str().unwrap_or_default().to_owned()
    }

    /// What the browser complained of since the last call: script errors, refusals by the content security
    /// policy, files not found.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let entries = Extension::console().send(&self.client).await.unwrap();
        let entries = entries.as_array().into_iter().flatten();
        let severe = entries.filter(|entry| entry["level"] == "SEVERE" || entry["level"] == "WARNING");
        severe.map(|entry| entry["message"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Fails with every violation of WCAG 2.2 A and AA and of axe's best practices on the page.
    pub(crate) async fn assert_accessible(&self) {
        let violations = self.axe().await;
        let list: Vec<String> = violations.iter().map(ToString::to_string).collect();
        assert!(list.is_empty(), "{} has accessibility faults:\n{}", self.path().await, list.join("\n"));
    }

    /// The violations that axe-core finds.
    pub(crate) async fn axe(&self) -> Vec<axe::Violation> {
        axe::violations(&self.client).await
    }

    /// Writes a picture of the page to `test-results/NAME.png` and returns where.
    pub(crate) async fn screenshot(&self, name: &str) -> PathBuf {
        let picture = self.client.screenshot().await.unwrap();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-results");
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{name}.png"));
        fs::write(&path, picture).unwrap();
        path
    }
}

/// Flags that let Chromium run as root without a display and keep it from calling its maker.
const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
];

fn capabilities(profile: &str, look: Look) -> Capabilities {
    let own = [format!("--user-data-dir={profile}"), format!("--lang={}", look.language)];
    let flags: Vec<String> = FLAGS.iter().map(ToString::to_string).chain(own).collect();
    let script = if look.script { 1 } else { 2 };
    let settings = json!({
        "intl.accept_languages": look.language,
        "profile.managed_default_content_settings.javascript": script,
    });
    let capabilities = json!({
        "browserName": "chrome",
        "acceptInsecureCerts": true,
        "timeouts": { "script": 30_000, "pageLoad": 30_000, "implicit": 0 },
        "goog:loggingPrefs": { "browser": "ALL" },
        "goog:chromeOptions": { "args": flags, "prefs": settings },
    });
    match capabilities {
        Value::Object(capabilities) => capabilities,
        _ => unreachable!("the literal above is an object"),
    }
}
