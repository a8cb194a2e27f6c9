//! Sign-in of people: discovery, the page, the code, the ID token, and the way out.

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use reqwest::Response;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use url::Url;

use crate::support::Tenant;

const CALLBACK: &str = "http://127.0.0.1:8080/signin/callback";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// The address of a sign-in, with some parameters replaced or (by an empty value) left out.
fn address(tenant: &Tenant, changes: &[(&str, &str)]) -> Url {
    let client_id = tenant.writer().client_id;
    let usual = [
        ("client_id", client_id.as_str()),
        ("response_type", "code"),
        ("redirect_uri", CALLBACK),
        ("scope", "openid profile"),
        ("state", "st&te"),
        ("nonce", "n-1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let mut url =
        Url::parse(&tenant.address(&format!("{}/oauth2/v2.0/authorize", tenant.tenant.id()))).unwrap();
    let changed = |name: &str| changes.iter().any(|(changed, _)| *changed == name);
    let kept = usual.into_iter().filter(|(name, _)| !changed(name));
    url.query_pairs_mut()
        .extend_pairs(kept.chain(changes.iter().copied().filter(|(_, value)| !value.is_empty())));
    url
}

async fn oid(tenant: &Tenant, name: &str) -> String {
    let people: Vec<Value> =
        tenant.http.get(tenant.address("dev/people")).send().await.unwrap().json().await.unwrap();
    let person = people.iter().find(|person| person["name"] == name).unwrap();
    person["oid"].as_str().unwrap().to_owned()
}

async fn pick(tenant: &Tenant, name: &str) -> Response {
    let oid = oid(tenant, name).await;
    tenant.http.post(address(tenant, &[])).form(&[("person", oid)]).send().await.unwrap()
}

/// A parameter of the address that an answer leads to.
fn returned(answer: &Response, name: &str) -> Option<String> {
    let location = Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    assert!(location.as_str().starts_with(CALLBACK), "{location}");
    location.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

async fn exchange(tenant: &Tenant, code: &str, verifier: &str) -> (u16, Value) {
    let client = tenant.writer();
    let answer = tenant
        .ask_for_token(&[
            ("grant_type", "authorization_code"),
            ("client_id", &client.client_id),
            ("client_secret", client.client_secret.expose_secret()),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", verifier),
        ])
        .await;
    (answer.status().as_u16(), answer.json().await.unwrap())
}

/// The claims of a token whose signature the published key confirms.
async fn verified(tenant: &Tenant, token: &str) -> Value {
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let configuration: Value = tenant
        .http
        .get(format!("{}/.well-known/openid-configuration", tenant.tenant.issuer()))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(configuration["issuer"], tenant.tenant.issuer());
    let keys: Value = tenant
        .http
        .get(configuration["jwks_uri"].as_str().unwrap())
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let part = |name: &str| BASE64URL.decode(keys["keys"][0][name].as_str().unwrap()).unwrap();
    let key = RsaPublicKeyComponents { n: part("n"), e: part("e") };
    key.verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &BASE64URL.decode(signature).unwrap())
        .unwrap();
    let header: Value =
        serde_json::from_slice(&BASE64URL.decode(signed.split_once('.').unwrap().0).unwrap()).unwrap();
    assert_eq!(header["kid"], keys["keys"][0]["kid"]);
    serde_json::from_slice(&BASE64URL.decode(signed.split_once('.').unwrap().1).unwrap()).unwrap()
}

#[tokio::test]
async fn a_person_picked_on_the_page_comes_back_with_a_code_for_an_id_token() {
    let tenant = Tenant::start().await;
    let answer = pick(&tenant, "Sam de Vries").await;
    assert_eq!(answer.status(), 303);
    assert_eq!(returned(&answer, "state").as_deref(), Some("st&te"));
    let code = returned(&answer, "code").unwrap();
    assert_eq!(exchange(&tenant, &code, "wrong-verifier").await.1["error"], "invalid_grant");
    let (status, tokens) = exchange(&tenant, &code, VERIFIER).await;
    assert_eq!((status, &tokens["token_type"]), (200, &json!("Bearer")));
    let claims = verified(&tenant, tokens["id_token"].as_str().unwrap()).await;
    let expected = json!({
        "iss": tenant.tenant.issuer(),
        "aud": tenant.writer().client_id,
        "nonce": "n-1",
        "tid": tenant.tenant.id(),
        "oid": oid(&tenant, "Sam de Vries").await,
        "name": "Sam de Vries",
        "preferred_username": "sam.devries@sample.example",
        "wids": ["194ae4cb-b126-40b2-bd5b-6091b380977d", "b79fbf4d-3ef9-4689-8143-76b194e85509"],
        "roles": ["Ticketing.Admin"],
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&claims[name], value, "{name}");
    }
    let time = |name: &str| claims[name].as_i64().unwrap();
    assert!(time("nbf") <= time("iat") && time("iat") < time("exp"));
    let (status, again) = exchange(&tenant, &code, VERIFIER).await;
    assert_eq!((status, &again["error_codes"]), (400, &json!([54005])));
}

#[tokio::test]
async fn roles_follow_the_person() {
    let tenant = Tenant::start().await;
    let cases = [
        ("Robin Bakker", "5d6b6bb7-de71-4623-b4af-96380a352509", json!(["Ticketing.Reader"])),
        ("Kim Jansen", "b79fbf4d-3ef9-4689-8143-76b194e85509", Value::Null),
    ];
    for (name, role, app_roles) in cases {
        let code = returned(&pick(&tenant, name).await, "code").unwrap();
        let (_, tokens) = exchange(&tenant, &code, VERIFIER).await;
        let claims = verified(&tenant, tokens["id_token"].as_str().unwrap()).await;
        assert_eq!((&claims["wids"][0], &claims["roles"]), (&json!(role), &app_roles), "{name}");
        let graph = tenant.address("v1.0/security/secureScores");
        let refused = tenant.http.get(graph).bearer_auth(tokens["access_token"].as_str().unwrap()).send();
        assert_eq!(refused.await.unwrap().status(), 403, "a person's token does not open the security API");
    }
}

#[tokio::test]
async fn the_page_offers_everyone_in_both_languages_under_a_strict_policy() {
    let tenant = Tenant::start().await;
    for (language, title) in [("en", "Choose who signs in"), ("nl", "Kies wie zich aanmeldt")] {
        let page = tenant.http.get(address(&tenant, &[("ui_locales", language)])).send().await.unwrap();
        assert_eq!(page.status(), 200);
        let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains("form-action 'self' http://127.0.0.1:8080;"), "{policy}");
        let html = page.text().await.unwrap();
        assert!(html.contains(&format!("<html lang=\"{language}\">")) && html.contains(title), "{html}");
        assert_eq!(html.matches("name=\"person\"").count(), 3);
    }
}

#[tokio::test]
async fn the_page_escapes_what_it_repeats() {
    let tenant = Tenant::start().await;
    let page =
        tenant.http.get(address(&tenant, &[("state", "\"><script>alert(1)</script>")])).send().await.unwrap();
    assert!(!page.text().await.unwrap().contains("<script>"));
    let page = tenant
        .http
        .get(address(&tenant, &[("client_id", "<script>alert(1)</script>")]))
        .send()
        .await
        .unwrap();
    assert_eq!(page.status(), 400);
    assert!(!page.text().await.unwrap().contains("<script>"));
}

#[tokio::test]
async fn requests_from_strangers_end_on_a_page_and_never_lead_away() {
    let tenant = Tenant::start().await;
    let long = "x".repeat(3_000);
    let cases = [
        (("redirect_uri", "https://evil.example/signin/callback"), "AADSTS50011"),
        (("redirect_uri", "http://127.0.0.1:8080/elsewhere"), "AADSTS50011"),
        (("redirect_uri", ""), "AADSTS900144"),
        (("client_id", "nobody"), "AADSTS700016"),
        (("client_id", ""), "AADSTS900144"),
        (("state", long.as_str()), "AADSTS900144"),
    ];
    for (change, number) in cases {
        let oid = oid(&tenant, "Sam de Vries").await;
        for answer in [
            tenant.http.get(address(&tenant, &[change])).send().await.unwrap(),
            tenant.http.post(address(&tenant, &[change])).form(&[("person", &oid)]).send().await.unwrap(),
        ] {
            assert_eq!(answer.status(), 400, "{change:?}");
            assert_eq!(answer.headers().get("location"), None, "{change:?}");
            assert!(answer.text().await.unwrap().contains(number), "{change:?}");
        }
    }
}

#[tokio::test]
async fn other_faults_go_back_to_the_application() {
    let tenant = Tenant::start().await;
    let cases = [
        (("response_type", "token"), "unsupported_response_type"),
        (("response_mode", "form_post"), "invalid_request"),
        (("scope", "profile"), "invalid_scope"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("code_challenge", "short"), "invalid_request"),
        (("prompt", "none"), "login_required"),
    ];
    for (change, error) in cases {
        let answer = tenant.http.get(address(&tenant, &[change])).send().await.unwrap();
        assert_eq!(returned(&answer, "error").as_deref(), Some(error), "{change:?}");
        assert_eq!(returned(&answer, "state").as_deref(), Some("st&te"), "{change:?}");
    }
    for choice in [vec![], vec![("person", "nobody")]] {
        let answer = tenant.http.post(address(&tenant, &[])).form(&choice).send().await.unwrap();
        assert_eq!(returned(&answer, "error").as_deref(), Some("access_denied"));
    }
}

#[tokio::test]
async fn signing_out_leads_back_to_registered_sites_only() {
    let tenant = Tenant::start().await;
    let logout = |uri: &str| {
        let path =
            format!("{}/oauth2/v2.0/logout?post_logout_redirect_uri={uri}&state=s", tenant.tenant.id());
        tenant.http.get(tenant.address(&path)).send()
    };
    let answer = logout("http://127.0.0.1:8080/signout/done").await.unwrap();
    assert_eq!(answer.status(), 303);
    assert_eq!(answer.headers()["location"], "http://127.0.0.1:8080/signout/done?state=s");
    let answer = logout("https://evil.example/").await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers().get("location")), (400, None));
    let plain = tenant.http.get(tenant.address("sample.example/oauth2/v2.0/logout")).send().await.unwrap();
    assert!(plain.text().await.unwrap().contains("You are signed out"));
}
