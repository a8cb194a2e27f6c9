//! What people get wrong: each gets one clear complaint on stderr and an exit code. 1: it could not be done, 2: wrong
//! usage.

use std::net::TcpListener;
use std::process::Command;

use crate::support::process::{complaint, scorebridge};

/// Runs to the end; exit code and complaint. Nothing may be printed on stdout, which is for data.
fn refused(command: &mut Command) -> (Option<i32>, String) {
    let output = command.output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    (output.status.code(), complaint(&output))
}

/// A command with the least configuration that `serve` accepts.
fn configured(arguments: &[&str], data: &str) -> Command {
    let mut command = scorebridge(arguments);
    for (key, value) in [
        ("SERVER__LISTEN", "127.0.0.1:0"),
        ("SERVER__DATA", data),
        ("SIGNIN__ISSUER", "http://127.0.0.1:9/tenant/v2.0"),
        ("SIGNIN__CLIENT_ID", "portal"),
        ("SIGNIN__CLIENT_SECRET", "not-used"),
        ("GRAPH__TENANT", "7d6f2c1a-0000-4000-8000-000000000001"),
        ("GRAPH__CLIENT_ID", "graph"),
        ("GRAPH__CLIENT_SECRET", "not-used"),
    ] {
        command.env(format!("SCOREBRIDGE_{key}"), value);
    }
    command
}

#[test]
fn an_address_in_use_is_told_in_one_line_with_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().to_str().unwrap();
    let (code, said) = refused(configured(&["serve"], folder).env("SCOREBRIDGE_SERVER__LISTEN", &address));
    let expected =
        format!("error: the address {address} is in use: stop the other program or choose another address");
    assert_eq!((code, said.as_str()), (Some(1), expected.as_str()));
    for server in ["instance", "tenant"] {
        let (code, said) = refused(&mut scorebridge(&[server, "--listen", &address]));
        assert_eq!((code, said.lines().count()), (Some(1), 1), "{said}");
        assert!(
            said.starts_with("error: ") && said.contains(&address) && said.contains("--listen"),
            "{said}"
        );
    }
    let (code, said) = refused(&mut scorebridge(&[
        "demo",
        "--data",
        folder,
        "--portal",
        &address,
        "--instance",
        "127.0.0.1:0",
        "--tenant",
        "127.0.0.1:0",
    ]));
    assert_eq!((code, said.lines().count()), (Some(1), 1), "{said}");
    assert!(said.contains(&address) && said.contains("--portal"), "{said}");
}

#[test]
fn a_data_folder_that_cannot_be_used_is_named() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let folder = file.path().join("data");
    let folder = folder.to_str().unwrap();
    for command in ["serve", "migrate"] {
        let (code, said) = refused(&mut configured(&[command], folder));
        assert_eq!((code, said.lines().count()), (Some(1), 1), "{said}");
        assert!(said.contains(folder) && said.contains("choose another folder"), "{said}");
    }
    let (code, said) = refused(&mut scorebridge(&["instance", "--listen", "127.0.0.1:0", "--data", folder]));
    assert_eq!((code, said.lines().count()), (Some(1), 1), "{said}");
    assert!(said.contains(folder), "{said}");
}

#[test]
fn a_misspelt_key_is_refused_with_the_right_one() {
    let data = tempfile::tempdir().unwrap();
    for arguments in [&["config", "check"][..], &["config", "show"], &["serve"], &["migrate"]] {
        let mut command = configured(arguments, data.path().to_str().unwrap());
        let (code, said) = refused(command.env("SCOREBRIDGE_SERVICENOW__SYNK_SECONDS", "5"));
        assert_eq!(code, Some(1), "{said}");
        assert!(said.starts_with("error: the configuration has 1 fault(s)"), "{said}");
        assert!(said.contains("SCOREBRIDGE_SERVICENOW__SYNK_SECONDS"), "{said}");
        assert!(said.contains("did you mean servicenow.sync_seconds?"), "{said}");
    }
    assert!(std::fs::read_dir(data.path()).unwrap().next().is_none(), "nothing was made");
}

#[test]
fn every_fault_of_a_configuration_is_told_at_once_without_its_secrets() {
    let mut command = scorebridge(&["config", "check"]);
    let (code, said) = refused(command.env("SCOREBRIDGE_SERVER__LISTEN", "hunter2"));
    assert_eq!(code, Some(1));
    for part in ["server.listen", "signin.issuer: missing", "graph.client_secret: missing"] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
    assert!(!said.contains("hunter2"));
}

#[test]
fn a_configuration_file_that_is_not_there_is_named() {
    let (code, said) = refused(&mut scorebridge(&["serve", "--config", "/nowhere/scorebridge.toml"]));
    assert_eq!(code, Some(1));
    assert!(said.contains("/nowhere/scorebridge.toml"), "{said}");
}

#[test]
fn a_configuration_without_fault_passes() {
    let (code, said) = refused(&mut configured(&["config", "check"], "data"));
    assert_eq!((code, said.as_str()), (Some(0), "the configuration has no fault"));
}

#[test]
fn wrong_usage_has_an_exit_code_of_its_own() {
    for arguments in [
        &[][..],
        &["serv"],
        &["serve", "--port", "1"],
        &["instance", "--listen", "8081"],
        &["instance", "--scenario", "earthquake"],
        &["config"],
    ] {
        let (code, said) = refused(&mut scorebridge(arguments));
        assert_eq!(code, Some(2), "{arguments:?}: {said}");
        assert!(!said.is_empty());
    }
}
