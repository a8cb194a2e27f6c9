//! What a browser does, as far as figures need it: cookies, redirects, forms, and the page's live events as
//! `assets/js/live.js` follows them.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use anyhow::{Context as _, bail, ensure};
use futures::StreamExt as _;
use reqwest::{Method, Response, header};
use tokio::time::{Instant, sleep_until, timeout};
use url::Url;

use super::http;

/// How long the script waits for further events before it fetches the page again (`soon` in `live.js`).
const DEBOUNCE: Duration = Duration::from_millis(300);
/// How long a page may stay without what is waited for.
const PATIENCE: Duration = Duration::from_secs(20);
const REDIRECTS_MAX: usize = 10;

/// A browser with one person in front of it. Its pages can be open side by side.
pub(crate) struct Browser {
    http: reqwest::Client,
    /// By host and port, then by name.
    cookies: Mutex<BTreeMap<String, BTreeMap<String, String>>>,
    portal: Url,
}

/// A page as it was sent.
pub(crate) struct Page {
    pub(crate) url: Url,
    pub(crate) text: String,
}

/// What one look at a page took.
pub(crate) struct Look {
    /// The portal's own time.
    pub(crate) server: Duration,
    pub(crate) statements: u64,
    /// Compressed as browsers ask for it, without headers.
    pub(crate) bytes: usize,
}

impl Browser {
    /// Signs in to the portal as the first person of the sample tenant, who is a security administrator.
    pub(crate) async fn signed_in(portal: &str) -> anyhow::Result<Self> {
        let browser = Self { http: http()?, cookies: Mutex::default(), portal: portal.parse()? };
        let people = browser.open("/signin/start?return_to=%2F").await?;
        let person = people.value_of("person").context("the sign-in page shows no people")?;
        let action = people.attribute("<form", "action").context("the sign-in page has no form")?;
        let home =
            browser.send(Method::POST, people.url.join(&action)?, Some(&[("person", &person)])).await?;
        ensure!(home.url == browser.portal, "signing in led to {}", home.url);
        Ok(browser)
    }

    /// Opens a page of the portal.
    pub(crate) async fn open(&self, path: &str) -> anyhow::Result<Page> {
        self.send(Method::GET, self.portal.join(path)?, None).await
    }

    /// Sends a form of the portal.
    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> anyhow::Result<Page> {
        self.send(Method::POST, self.portal.join(path)?, Some(form)).await
    }

    /// Looks at a page of the portal and reads nothing but its figures.
    pub(crate) async fn look(&self, path: &str) -> anyhow::Result<Look> {
        let url = self.portal.join(path)?;
        let request = self.http.get(url.clone()).header(header::COOKIE, self.cookies_of(&url));
        let answer = request.header(header::ACCEPT_ENCODING, "gzip").send().await?;
        ensure!(answer.status() == 200, "{url} answered {}", answer.status());
        let timing = answer.headers().get("server-timing").context("the portal tells no Server-Timing")?;
        let (server, statements) = read_timing(timing.to_str()?).context("unreadable Server-Timing")?;
        Ok(Look { server, statements, bytes: answer.bytes().await?.len() })
    }

    async fn send(
        &self,
        mut method: Method,
        mut url: Url,
        mut form: Option<&[(&str, &str)]>,
    ) -> anyhow::Result<Page> {
        for _ in 0..REDIRECTS_MAX {
            let answer = self.ask(method, &url, form.take()).await?;
            method = Method::GET;
            let Some(to) = answer.headers().get(header::LOCATION) else {
                let status = answer.status();
                ensure!(status.is_success(), "{url} answered {status}: {}", answer.text().await?);
                return Ok(Page { url, text: answer.text().await? });
            };
            url = url.join(to.to_str()?)?;
        }
        bail!("too many redirects, the last to {url}")
    }

    async fn ask(
        &self,
        method: Method,
        url: &Url,
        form: Option<&[(&str, &str)]>,
    ) -> anyhow::Result<Response> {
        let mut request = self.http.request(method, url.clone()).header(header::COOKIE, self.cookies_of(url));
        if let Some(form) = form {
            request = request.form(form).header(header::ORIGIN, url.origin().ascii_serialization());
        }
        let answer = request.send().await.with_context(|| format!("ask for {url}"))?;
        self.keep_cookies(url, &answer);
        Ok(answer)
    }

    fn cookies_of(&self, url: &Url) -> String {
        let cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        let ours = cookies.get(url.authority()).into_iter().flatten();
        ours.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn keep_cookies(&self, url: &Url, answer: &Response) {
        let mut cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        let ours = cookies.entry(url.authority().to_owned()).or_default();
        for cookie in answer.headers().get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().ok().and_then(|cookie| cookie.split(';').next()?.split_once('='));
            ours.extend(pair.map(|(name, value)| (name.to_owned(), value.to_owned())));
        }
    }

    /// Watches an open page until it shows what `find` looks for, fetching it again after its live events as the
    /// script does.
    pub(crate) async fn watch<T>(
        &self,
        mut page: Page,
        find: impl Fn(&Page) -> Option<T>,
    ) -> anyhow::Result<T> {
        let found = async {
            if let Some(found) = find(&page) {
                return Ok(found);
            }
            let mut events = Events::open(self, &page).await?;
            loop {
                events.settled().await?;
                page = self.open(page.url.as_str()).await?;
                if let Some(found) = find(&page) {
                    return Ok(found);
                }
            }
        };
        timeout(PATIENCE, found).await.context("the page did not show it in time")?
    }
}

impl Page {
    /// Value of the first field or button with this name.
    pub(crate) fn value_of(&self, name: &str) -> Option<String> {
        self.attribute(&format!("name=\"{name}\""), "value")
    }

    /// An attribute that follows a place in the page.
    pub(crate) fn attribute(&self, after: &str, name: &str) -> Option<String> {
        let (_, rest) = self.text.split_once(after)?;
        let (_, rest) = rest.split_once(&format!(" {name}=\""))?;
        let (value, _) = rest.split_once('"')?;
        Some(value.replace("&amp;", "&").replace("&#38;", "&"))
    }

    /// Number of the ticket that the page shows, once there is one.
    pub(crate) fn ticket_number(&self) -> Option<String> {
        let (_, line) = self.text.split_once("id=\"ticket-line\"")?;
        let (line, _) = line.split_once("</p>")?;
        let (_, number) = line.split_once("<span class=\"mono\">")?;
        number.split_once('<').map(|(number, _)| number.to_owned())
    }
}

/// The event stream of an open page.
struct Events {
    body: futures::stream::BoxStream<'static, anyhow::Result<String>>,
}

impl Events {
    async fn open(browser: &Browser, page: &Page) -> anyhow::Result<Self> {
        let path = page.attribute("<body", "data-events").context("the page has no live events")?;
        let answer = browser.ask(Method::GET, &browser.portal.join(&path)?, None).await?;
        ensure!(answer.status() == 200, "{path} answered {}", answer.status());
        let body = answer.bytes_stream().map(|part| Ok(String::from_utf8_lossy(&part?).into_owned()));
        Ok(Self { body: body.boxed() })
    }

    /// Waits for an event that makes the script fetch a ticket's page, and then until none has come for a while.
    async fn settled(&mut self) -> anyhow::Result<()> {
        let mut fetch_at = None;
        loop {
            tokio::select! {
                part = self.body.next() => {
                    let part = part.context("the live events ended")??;
                    if concerns_a_ticket(&part) {
                        fetch_at = Some(Instant::now() + DEBOUNCE);
                    }
                }
                () = sleep_until(fetch_at.unwrap_or_else(Instant::now)), if fetch_at.is_some() => return Ok(()),
            }
        }
    }
}

/// The portal sends each event whole.
fn concerns_a_ticket(part: &str) -> bool {
    let names = part.lines().filter_map(|line| line.strip_prefix("event:")).map(str::trim);
    names.into_iter().any(|name| ["ticket", "connection", "missed"].contains(&name))
}

/// `total;dur=1.250, statements;desc=9`
fn read_timing(text: &str) -> Option<(Duration, u64)> {
    let (total, statements) = text.split_once(", ")?;
    let milliseconds: f64 = total.strip_prefix("total;dur=")?.parse().ok()?;
    let statements = statements.strip_prefix("statements;desc=")?.parse().ok()?;
    Some((Duration::from_secs_f64(milliseconds / 1_000.0), statements))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Page {
        Page { url: "http://127.0.0.1:1/".parse().unwrap(), text: text.to_owned() }
    }

    #[test]
    fn reads_what_a_form_holds() {
        let page = page(r#"<body data-events="/events?seen=3&amp;x"><input name="csrf" value="a&amp;b">"#);
        assert_eq!(page.value_of("csrf").as_deref(), Some("a&b"));
        assert_eq!(page.attribute("<body", "data-events").as_deref(), Some("/events?seen=3&x"));
        assert_eq!(page.value_of("name"), None);
    }

    #[test]
    fn a_ticket_without_number_has_none() {
        let line = |inner: &str| {
            page(&format!(r#"<p id="ticket-line">{inner}</p><span class="mono">x</span>"#)).ticket_number()
        };
        assert_eq!(line("<span>Change</span>"), None);
        assert_eq!(line(r#"<span class="mono">CHG0030001</span>"#).as_deref(), Some("CHG0030001"));
    }

    #[test]
    fn reads_the_portals_own_time() {
        let read = read_timing("total;dur=1.250, statements;desc=9");
        assert_eq!(read, Some((Duration::from_micros(1_250), 9)));
        assert_eq!(read_timing("total;dur=x"), None);
    }

    #[test]
    fn only_events_of_a_ticket_page_count() {
        assert!(concerns_a_ticket("event: ticket\ndata: 1\n\n"));
        assert!(!concerns_a_ticket("event: heartbeat\ndata: 3\n\n"));
    }
}
