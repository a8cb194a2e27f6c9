//! A browser without script: keeps cookies, follows redirects inside the instance, fills in forms.

use std::{collections::BTreeMap, sync::Mutex};

use reqwest::{Method, Response, StatusCode, header};
use scraper::{ElementRef, Html, Selector};
use url::Url;

use crate::support::Lab;

/// A person's browser.
pub(crate) struct Browser<'a> {
    lab: &'a Lab,
    cookies: Mutex<BTreeMap<String, String>>,
    pub(crate) language: &'static str,
}

/// A page that was loaded.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    /// Where the browser ended up; outside the instance it stops at the address.
    pub(crate) url: Url,
    pub(crate) text: String,
    pub(crate) policy: String,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(lab: &'a Lab) -> Self {
        Self { lab, cookies: Mutex::default(), language: "en" }
    }

    /// A browser in which somebody signed in.
    pub(crate) async fn signed_in(lab: &'a Lab, user_name: &str, password: &str) -> Self {
        let browser = Self::new(lab);
        let page = browser.get("/login.do").await;
        let page = browser.sign_in(&page, user_name, password).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        browser
    }

    /// Fills in the sign-in page.
    pub(crate) async fn sign_in(&self, page: &Page, user_name: &str, password: &str) -> Page {
        self.submit(page, "form[name=login]", &[("user_name", user_name), ("user_password", password)]).await
    }

    pub(crate) async fn get(&self, path: &str) -> Page {
        let url = self.lab.instance.url().join(path).unwrap();
        self.follow(Method::GET, url, None).await
    }

    /// Submits the form that `selector` names (or lies in), with fields changed or added.
    pub(crate) async fn submit(&self, page: &Page, selector: &str, changes: &[(&str, &str)]) -> Page {
        let names: Vec<&str> = changes.iter().map(|(name, _)| *name).collect();
        self.submit_with(page, selector, &names, changes).await
    }

    /// As [`Self::submit`], with all fields named in `without` left out before `changes` are added.
    pub(crate) async fn submit_with(
        &self,
        page: &Page,
        selector: &str,
        without: &[&str],
        changes: &[(&str, &str)],
    ) -> Page {
        let (method, action, mut fields) = page.form(selector);
        fields.retain(|(name, _)| !without.contains(&name.as_str()));
        fields.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let mut url = page.url.join(&action).unwrap();
        if method == Method::GET {
            url.query_pairs_mut().clear().extend_pairs(&fields);
            return self.follow(method, url, None).await;
        }
        self.follow(method, url, Some(fields)).await
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    async fn follow(
        &self,
        mut method: Method,
        mut url: Url,
        mut form: Option<Vec<(String, String)>>,
    ) -> Page {
        for _ in 0..10 {
            if url.origin() != self.lab.instance.url().origin() {
                return Page { status: StatusCode::OK, url, text: String::new(), policy: String::new() };
            }
            let answer = self.send(&method, &url, form.take()).await;
            let location = answer.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
            match location {
                Some(to) if answer.status().is_redirection() => {
                    url = url.join(&to).unwrap();
                    method = Method::GET;
                }
                _ => return Page::read(url, answer).await,
            }
        }
        panic!("too many redirects, the last to {url}");
    }

    async fn send(&self, method: &Method, url: &Url, form: Option<Vec<(String, String)>>) -> Response {
        let cookies: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = self
            .lab
            .http
            .request(method.clone(), url.clone())
            .header(header::COOKIE, cookies.join("; "))
            .header(header::ACCEPT_LANGUAGE, self.language);
        if let Some(form) = form {
            request = request
                .form(&form)
                .header(header::ORIGIN, self.lab.instance.url().origin().ascii_serialization());
        }
        let answer = request.send().await.unwrap();
        let mut jar = self.cookies.lock().unwrap();
        for cookie in answer.headers().get_all(header::SET_COOKIE) {
            let text = cookie.to_str().unwrap();
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            if text.contains("Max-Age=0") {
                jar.remove(name)
            } else {
                jar.insert(name.to_owned(), value.to_owned())
            };
        }
        drop(jar);
        answer
    }
}

impl Page {
    async fn read(url: Url, answer: Response) -> Self {
        let policy = answer.headers().get(header::CONTENT_SECURITY_POLICY);
        let policy = policy.map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        Self { status: answer.status(), url, policy, text: answer.text().await.unwrap() }
    }

    fn html(&self) -> Html {
        Html::parse_document(&self.text)
    }

    /// Text of every element that fits, with single spaces.
    pub(crate) fn all(&self, selector: &str) -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        self.html().select(&selector).map(|element| words(&element)).collect()
    }

    /// Text of the first element that fits.
    pub(crate) fn first(&self, selector: &str) -> String {
        self.all(selector).into_iter().next().unwrap_or_else(|| panic!("no {selector} in {}", self.text))
    }

    pub(crate) fn has(&self, selector: &str) -> bool {
        !self.all(selector).is_empty()
    }

    /// An attribute of the first element that fits.
    pub(crate) fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let selector = Selector::parse(selector).unwrap();
        self.html().select(&selector).next().and_then(|element| element.attr(name).map(str::to_owned))
    }

    /// Address of the first link with this text.
    pub(crate) fn link(&self, text: &str) -> Option<String> {
        let selector = Selector::parse("a[href]").unwrap();
        let html = self.html();
        html.select(&selector).find(|a| words(a) == text).and_then(|a| a.attr("href").map(str::to_owned))
    }

    /// Method, action and fields of a form; the selector may name something inside it.
    fn form(&self, selector: &str) -> (Method, String, Vec<(String, String)>) {
        let html = self.html();
        let wanted = Selector::parse(selector).unwrap();
        let found = html.select(&wanted).next().unwrap_or_else(|| panic!("no {selector} in {}", self.text));
        let form = std::iter::once(found)
            .chain(found.ancestors().filter_map(ElementRef::wrap))
            .find(|element| element.value().name() == "form")
            .expect("the element is in a form");
        let method = if form.attr("method") == Some("post") { Method::POST } else { Method::GET };
        (method, form.attr("action").unwrap_or_default().to_owned(), fields(form))
    }
}

fn words(element: &ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn fields(form: ElementRef<'_>) -> Vec<(String, String)> {
    let controls =
        Selector::parse("input[name]:not([disabled]), textarea[name], select[name]:not([disabled])").unwrap();
    let option = Selector::parse("option").unwrap();
    let mut fields = Vec::new();
    for control in form.select(&controls) {
        let name = control.attr("name").unwrap().to_owned();
        let value = match control.value().name() {
            "textarea" => control.text().collect::<String>().trim_start_matches('\n').to_owned(),
            "select" => {
                let chosen = control.select(&option).find(|option| option.attr("selected").is_some());
                let chosen = chosen.or_else(|| control.select(&option).next());
                chosen.and_then(|option| option.attr("value")).unwrap_or_default().to_owned()
            }
            _ => {
                let ticks = matches!(control.attr("type"), Some("checkbox" | "radio"));
                if ticks && control.attr("checked").is_none() {
                    continue;
                }
                control.attr("value").unwrap_or_default().to_owned()
            }
        };
        fields.push((name, value));
    }
    fields
}
