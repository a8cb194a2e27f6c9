//! Authorization by code: a person signs in and allows, the client exchanges the code.

use std::collections::{BTreeMap, HashMap};

use reqwest::Response;
use reqwest::header::{COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use secrecy::ExposeSecret as _;
use servicenow_client::{CodeVerifier, ErrorKind, OAuthClient, SecretString, StateParam};
use servicenow_instance::Instance;
use url::Url;

use super::tokens::registered;
use super::{developer_instance, fresh_id};

/// As much of a browser as the two forms need.
struct Browser {
    http: reqwest::Client,
    instance: Url,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    fn new(instance: &Instance) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
        Self { http: http.build().unwrap(), instance: instance.url().clone(), cookies: BTreeMap::new() }
    }

    /// Loads an address and follows the instance; ends on a page or at a foreign address.
    async fn open(&mut self, mut url: Url) -> (Url, String) {
        for _ in 0..10 {
            if url.origin() != self.instance.origin() {
                return (url, String::new());
            }
            let answer = self.send(self.http.get(url.clone())).await;
            match redirect(&url, &answer) {
                Some(next) => url = next,
                None => return (url, answer.text().await.unwrap()),
            }
        }
        panic!("too many redirects, the last to {url}");
    }

    /// Sends the hidden fields of a page's form with what a person adds.
    async fn submit(&mut self, page: &str, path: &str, added: &[(&str, &str)]) -> (Url, String) {
        let url = self.instance.join(path).unwrap();
        let mut fields = hidden_fields(page);
        fields.extend(added.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())));
        let request = self.http.post(url.clone()).form(&fields);
        let answer = self.send(request.header(ORIGIN, self.instance.origin().ascii_serialization())).await;
        let next = redirect(&url, &answer).expect("a form leads on");
        self.open(next).await
    }

    async fn send(&mut self, request: reqwest::RequestBuilder) -> Response {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = request.header(COOKIE, cookies.join("; ")).send().await.unwrap();
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        answer
    }
}

fn redirect(from: &Url, answer: &Response) -> Option<Url> {
    from.join(answer.headers().get(LOCATION)?.to_str().unwrap()).ok()
}

fn hidden_fields(page: &str) -> Vec<(String, String)> {
    let fields = page.split("<input type=\"hidden\" name=\"").skip(1);
    let read = |field: &str| {
        let (name, rest) = field.split_once("\" value=\"").unwrap();
        let value = rest.split('"').next().unwrap();
        (name.to_owned(), value.replace("&amp;", "&").replace("&#38;", "&"))
    };
    fields.map(read).collect()
}

/// Signs in and decides; returns what the redirect carries.
async fn decide(
    instance: &Instance,
    oauth: &OAuthClient,
    challenge: &CodeVerifier,
    decision: &str,
) -> HashMap<String, String> {
    let state = StateParam::parse(&fresh_id()).unwrap();
    let mut browser = Browser::new(instance);
    let (_, page) = browser.open(oauth.authorization_url(&state, Some(&challenge.challenge()))).await;
    let person = [("user_name", "itil"), ("user_password", "itil")];
    let (_, page) = browser.submit(&page, "/login.do", &person).await;
    let (back, _) = browser.submit(&page, "/oauth_auth.do", &[("decision", decision)]).await;
    assert!(back.as_str().starts_with("https://portal.example.org/servicenow/callback?"), "{back}");
    let pairs: HashMap<_, _> = back.query_pairs().into_owned().collect();
    assert_eq!(pairs["state"], state.as_str());
    pairs
}

/// S10, S25
#[tokio::test]
async fn a_code_is_exchanged_once_by_who_asked_for_it() {
    let instance = developer_instance().await;
    let oauth = registered(&instance).await;
    let verifier = CodeVerifier::random();
    let code = decide(&instance, &oauth, &verifier, "allow").await.remove("code").unwrap();
    let code = SecretString::from(code);

    let tokens = oauth.exchange_code(code.clone(), Some(verifier.clone())).await.unwrap();
    assert!(!tokens.access_token.expose_secret().is_empty() && tokens.refresh_token.is_some());
    let again = oauth.exchange_code(code, Some(verifier)).await.unwrap_err();
    assert!(matches!(again.kind(), ErrorKind::Unauthorized { .. }), "{again}");
}

#[tokio::test]
async fn a_code_with_another_verifier_is_refused() {
    let instance = developer_instance().await;
    let oauth = registered(&instance).await;
    let code = decide(&instance, &oauth, &CodeVerifier::random(), "allow").await.remove("code").unwrap();
    let error = oauth.exchange_code(code.into(), Some(CodeVerifier::random())).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unauthorized { .. }), "{error}");
}

/// S25
#[tokio::test]
async fn a_denial_comes_back_as_access_denied() {
    let instance = developer_instance().await;
    let oauth = registered(&instance).await;
    let back = decide(&instance, &oauth, &CodeVerifier::random(), "deny").await;
    assert_eq!(back["error"], "access_denied");
    assert!(!back.contains_key("code"));
}
