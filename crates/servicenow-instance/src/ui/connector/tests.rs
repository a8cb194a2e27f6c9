//! Checks of what people type into the checklist.

use super::{
    steps::{OauthForm, UserForm},
    texts::Texts,
};

fn oauth(name: &str, redirect_url: &str) -> Vec<&'static str> {
    let form = OauthForm { name: name.to_owned(), redirect_url: redirect_url.to_owned() };
    form.problems(&Texts::of("en").problems).into_iter().map(|problem| problem.field).collect()
}

#[test]
fn redirect_urls_are_web_addresses_without_fragment() {
    for good in
        ["https://portal.example/servicenow/callback", "http://127.0.0.1:8080/servicenow/callback?x=1"]
    {
        assert!(oauth("Connector", good).is_empty(), "{good}");
    }
    for bad in [
        "",
        "portal.example",
        "ftp://portal.example/",
        "https://a/#x",
        "javascript:alert(1)",
        "https://a/,https://b/",
    ] {
        assert_eq!(oauth("Connector", bad), ["redirect_url"], "{bad}");
    }
    assert_eq!(oauth("", "x"), ["name", "redirect_url"]);
}

#[test]
fn users_have_a_name_an_address_and_a_long_password_or_none() {
    let problems = |user_name: &str, email: &str, password: &str| -> Vec<&'static str> {
        let form = UserForm {
            user_name: user_name.to_owned(),
            full_name: "Integration".to_owned(),
            email: email.to_owned(),
            password: password.to_owned(),
        };
        form.problems(&Texts::of("nl").problems).into_iter().map(|problem| problem.field).collect()
    };
    assert!(problems("m365.integration", "a@b.example", "").is_empty());
    assert!(problems("m365.integration", "a@b.example", "twelve chars").is_empty());
    assert_eq!(problems("m365 integration", "a@b", "short"), ["user_name", "email", "password"]);
}

/// S30
#[test]
fn the_language_is_dutch_for_dutch_and_english_for_the_rest() {
    for (language, expected) in [("nl", "nl"), ("nl-BE", "nl"), ("en", "en"), ("de", "en"), ("", "en")] {
        assert_eq!(Texts::of(language).language, expected);
    }
}
