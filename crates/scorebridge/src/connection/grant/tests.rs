use secrecy::SecretString;

use super::*;
use crate::ids::{ConnectionId, TenantId};

fn pending(person: PersonId) -> PendingAuthorization {
    PendingAuthorization {
        state_hash: "hash".to_owned(),
        tenant: TenantId::new("t"),
        connection: ConnectionId::generate(),
        person,
        verifier: SecretString::from("verifier"),
        return_to: "/servicenow/setup".to_owned(),
        expires_at: "2026-11-24T08:10:00Z".parse().unwrap(),
    }
}

fn params(code: Option<&str>, error: Option<&str>) -> CallbackParams {
    let text = |value: Option<&str>| value.map(str::to_owned);
    CallbackParams { code: text(code), error: text(error), ..CallbackParams::default() }
}

#[test]
fn a_code_is_exchanged_only_for_the_person_who_began() {
    let (person, other) = (PersonId::generate(), PersonId::generate());
    let back = params(Some("code"), None);
    assert_eq!(read_callback(&back, Some(&pending(person)), person), Step::Exchange("code".to_owned()));
    assert_eq!(read_callback(&back, Some(&pending(person)), other), Step::End(CallbackOutcome::StateUnknown));
    assert_eq!(read_callback(&back, None, person), Step::End(CallbackOutcome::StateUnknown));
}

#[test]
fn a_denial_and_other_errors_are_told_apart() {
    let person = PersonId::generate();
    let read = |back| read_callback(&back, Some(&pending(person)), person);
    assert_eq!(read(params(None, Some("access_denied"))), Step::End(CallbackOutcome::Denied));
    let Step::End(CallbackOutcome::Failed(problem)) = read(params(None, Some("invalid_scope"))) else {
        panic!("an error ends it");
    };
    assert_eq!(problem.args["words"], "invalid_scope");
    let Step::End(CallbackOutcome::Failed(problem)) = read(params(Some(""), None)) else {
        panic!("nothing came back");
    };
    assert_eq!(problem.key, "problem-authorization-no-code");
}

/// S11
#[test]
fn only_the_expected_user_passes_and_no_administrator() {
    let user =
        |name: &str, is_admin| Identity { sys_id: "0".repeat(32), user_name: name.to_owned(), is_admin };
    assert_eq!(identify(&user("m365.integration", Some(false)), "M365.Integration "), Ok(()));
    assert_eq!(identify(&user("m365.integration", None), "m365.integration"), Ok(()));
    assert_eq!(
        identify(&user("admin", Some(true)), "m365.integration"),
        Err(CallbackOutcome::WrongUser {
            found: "admin".to_owned(),
            expected: "m365.integration".to_owned()
        })
    );
    assert_eq!(
        identify(&user("admin", Some(true)), "admin"),
        Err(CallbackOutcome::AdministratorAccount { found: "admin".to_owned() })
    );
}
