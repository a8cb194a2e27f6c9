//! Portal, developer instance and sample tenant of one test, and a person with a browser in front of them. Words are
//! looked up in the catalogue by key, so that one story is told in both languages.

use std::sync::atomic::{AtomicUsize, Ordering};

use fantoccini::Locator;
use fantoccini::elements::Element;
use sample_tenant::SampleTenant;
use scorebridge::clock::Clock;
use scorebridge::demo;
use scorebridge::i18n;
use scorebridge::message::Message;
use scorebridge::portal::Portal;
use scorebridge::store::Language;
use servicenow_instance::Instance;

use crate::support::{Browser, Look, eventually};

/// Everything a story needs; ends when dropped.
pub(crate) struct World {
    pub(crate) browser: Browser,
    pub(crate) portal: Portal,
    pub(crate) instance: Instance,
    pub(crate) language: Language,
    presses: AtomicUsize,
    _tenant: SampleTenant,
    _data: tempfile::TempDir,
}

impl World {
    /// Nothing is connected yet, as for a new user; `connected` takes the demo's short way.
    pub(crate) async fn start(language: Language, look: Look, connected: bool) -> Self {
        let any = "127.0.0.1:0".parse().unwrap();
        let data = tempfile::tempdir().unwrap();
        let tenant = SampleTenant::builder().listen(any).start().await.unwrap();
        let instance = Instance::builder().listen(any).start().await.unwrap();
        let config = demo::config(any, data.path(), &tenant).unwrap();
        let portal = Portal::start(config, Clock::system()).await.unwrap();
        if connected {
            demo::connect(portal.app(), instance.url()).await.unwrap();
        }
        let browser = Browser::with(Look { language: language.as_str(), ..look }).await;
        let presses = AtomicUsize::new(0);
        Self { browser, portal, instance, language, presses, _tenant: tenant, _data: data }
    }

    /// The words of a key.
    pub(crate) fn words(&self, key: &str) -> String {
        i18n::text(self.language, key)
    }

    /// The words of a key with arguments.
    pub(crate) fn say(&self, message: Message) -> String {
        i18n::message(self.language, &message)
    }

    /// How often the person selected a link or a button so far.
    pub(crate) fn presses(&self) -> usize {
        self.presses.load(Ordering::Relaxed)
    }

    fn count_press(&self) {
        self.presses.fetch_add(1, Ordering::Relaxed);
    }

    /// Opens a page of the portal.
    pub(crate) async fn open(&self, path: &str) {
        self.browser.goto(self.portal.url().join(path).unwrap()).await;
    }

    /// Opens a page of the instance.
    pub(crate) async fn open_instance(&self, path: &str) {
        self.browser.goto(self.instance.url().join(path).unwrap()).await;
    }

    /// Selects the link or button with the words of this key.
    pub(crate) async fn press(&self, role: &str, key: &str) {
        self.press_named(role, &self.words(key)).await;
    }

    /// Selects the link or button with this name.
    pub(crate) async fn press_named(&self, role: &str, name: &str) {
        self.count_press();
        self.browser.click(async || self.browser.find_by_role(role, name).await).await;
    }

    /// Selects the first of those whose name begins so.
    pub(crate) async fn press_first(&self, role: &str, beginning: &str) {
        let first =
            async || self.browser.names_of(role).await.into_iter().find(|name| name.starts_with(beginning));
        let Some(name) = eventually(first).await else {
            panic!("no {role} begins with {beginning:?}: {:?}", self.browser.names_of(role).await);
        };
        self.press_named(role, &name).await;
    }

    /// Types into the field with this id, in place of what stands there.
    pub(crate) async fn type_into(&self, id: &str, text: &str) {
        self.browser.fill(text, async || self.by_id(id).await).await;
    }

    /// The words in the element with this id.
    pub(crate) async fn text_of(&self, id: &str) -> String {
        let text = async || self.by_id(id).await.text().await.ok();
        eventually(text).await.unwrap_or_else(|| panic!("{id:?} cannot be read"))
    }

    /// Selects the element that a CSS selector finds.
    pub(crate) async fn press_css(&self, selector: &str) {
        self.count_press();
        let wait = async || self.browser.client.wait().for_element(Locator::Css(selector)).await.unwrap();
        self.browser.click(wait).await;
    }

    pub(crate) async fn by_id(&self, id: &str) -> Element {
        self.browser.client.wait().for_element(Locator::Id(id)).await.unwrap()
    }

    /// Waits until the page says this.
    pub(crate) async fn sees(&self, text: &str) {
        let there = eventually(async || self.page_text().await.contains(text).then_some(())).await.is_some();
        assert!(there, "{text:?} is not on {}:\n{}", self.browser.path().await, self.page_text().await);
    }

    pub(crate) async fn sees_not(&self, text: &str) {
        assert!(!self.page_text().await.contains(text), "{text:?} is on {}", self.browser.path().await);
    }

    async fn page_text(&self) -> String {
        let script = "return document.body ? document.body.innerText.replace(/\\s+/g, ' ') : ''";
        let text = self.browser.client.execute(script, vec![]).await.unwrap_or_default();
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Signs in as one of the sample tenant's people.
    pub(crate) async fn sign_in(&self, person: &str) {
        self.open("/").await;
        self.press("link", "sign-in").await;
        self.press_first("button", person).await;
    }

    /// Signs in to the instance on its page.
    pub(crate) async fn sign_in_to_instance(&self, user: &str, password: &str) {
        self.count_press();
        self.type_into("user_name", user).await;
        self.type_into("user_password", password).await;
        self.browser.click(async || self.by_id("sysverb_login").await).await;
    }

    /// The page holds no accessibility fault, no sideways scrolling and no complaint of the browser.
    pub(crate) async fn is_well_made(&self) {
        self.browser.assert_accessible().await;
        if self.browser.overflows().await {
            let (path, out) = (self.browser.path().await, self.browser.sticking_out().await);
            panic!("{path} scrolls sideways: {out}");
        }
        // A page that refuses has a status of its own, which the browser reports as well.
        let mut complaints = self.browser.complaints().await;
        complaints.retain(|complaint| !complaint.contains("responded with a status of 4"));
        assert_eq!(complaints, Vec::<String>::new(), "{}", self.browser.path().await);
    }
}
