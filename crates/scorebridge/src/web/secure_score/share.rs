//! The Share menu of an improvement action (S14): copy the link, write a mail, make a ticket in ServiceNow.

use askama::Template;
use url::Url;

use crate::app::App;
use crate::i18n::Words;
use crate::score::ImprovementAction;
use crate::web::shell::Shell;
use crate::web::{filters, urls};

/// What the menu offers.
#[derive(Template)]
#[template(path = "components/share_menu.html")]
pub(in crate::web) struct ShareMenu {
    /// Address of the action for other people.
    link: String,
    mail: String,
    service_now: Option<ServiceNow>,
}

impl askama::filters::HtmlSafe for ShareMenu {}

/// The item that leads to a ticket.
struct ServiceNow {
    url: String,
    second_line: &'static str,
    /// Whether a task form is behind it, which can open as a panel.
    is_form: bool,
}

impl ShareMenu {
    /// Readers get no ServiceNow item; without a working connection the item leads to it.
    pub(super) fn new(app: &App, shell: &Shell, words: &Words, action: &ImprovementAction) -> Self {
        let link = app
            .config
            .server
            .base_url
            .join(&urls::action(&action.id))
            .map_or_else(|_| urls::action(&action.id), |url| url.to_string());
        Self {
            mail: mail(words, action, &link),
            link,
            service_now: shell.operates.then(|| service_now(shell, action)),
        }
    }
}

fn service_now(shell: &Shell, action: &ImprovementAction) -> ServiceNow {
    if shell.is_provisioned() {
        let url = urls::new_ticket_for(&action.id);
        ServiceNow { url, second_line: "share-servicenow-text", is_form: true }
    } else {
        let url = urls::CONNECTION.to_owned();
        ServiceNow { url, second_line: "share-connect-first", is_form: false }
    }
}

/// A draft with title and link (RFC 6068).
fn mail(words: &Words, action: &ImprovementAction, link: &str) -> String {
    let subject = words.phrase("share-mail-subject").arg("title", &action.title).to_string();
    let body = format!("{}\r\n\r\n{}\r\n{link}\r\n", action.title, action.description);
    let mut mail = Url::parse("mailto:").expect("a scheme is an address");
    mail.query_pairs_mut().append_pair("subject", &subject).append_pair("body", &body);
    mail.as_str().replace('+', "%20")
}
