//! `GET /help` and `GET /help/{topic}`: the topics of the product's documentation in the person's language. Texts are
//! Markdown under `help/`, ours, so that they need no cleaning.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, html};
use rust_embed::RustEmbed;

use super::error::{Error, Result};
use super::shell::{self, Here, Shell};
use super::viewer::Viewer;
use super::{filters, urls};
use crate::app::App;
use crate::connection;
use crate::message::Message;
use crate::store::Language;

/// The topic that is put together from parts, one for each trouble.
const TROUBLESHOOTING: &str = "troubleshooting";

#[derive(RustEmbed)]
#[folder = "help/"]
struct Texts;

/// Names in the address, with title and summary.
const TOPICS: [Topic; 6] = [
    Topic { name: "prerequisites", title: "help-prerequisites", summary: "help-prerequisites-text" },
    Topic { name: "data-exchange", title: "help-data-exchange", summary: "help-data-exchange-text" },
    Topic { name: "connect", title: "help-connect", summary: "help-connect-text" },
    Topic { name: "create", title: "help-create", summary: "help-create-text" },
    Topic { name: "track", title: "help-track", summary: "help-track-text" },
    Topic { name: TROUBLESHOOTING, title: "help-troubleshooting", summary: "help-troubleshooting-text" },
];

struct Topic {
    name: &'static str,
    title: &'static str,
    summary: &'static str,
}

impl Topic {
    fn url(&self) -> String {
        urls::help_topic(self.name)
    }
}

#[derive(Template)]
#[template(path = "pages/help/index.html")]
struct IndexView {
    shell: Shell,
    topics: &'static [Topic],
}

#[derive(Template)]
#[template(path = "pages/help/topic.html")]
struct TopicView {
    shell: Shell,
    text: String,
    others: Vec<&'static Topic>,
}

/// All topics.
pub(super) async fn index(viewer: Viewer, State(app): State<App>) -> Result<Response> {
    let shell =
        Shell::load(&app, &viewer, Here::Elsewhere).await?.titled(viewer.words().phrase("help-title"));
    shell::page(&viewer, &IndexView { shell, topics: &TOPICS })
}

/// One topic.
pub(super) async fn topic(
    viewer: Viewer,
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Response> {
    let words = viewer.words();
    let unknown = || Error::not_found(Message::new("error-404"));
    let topic = TOPICS.iter().find(|topic| topic.name == name).ok_or_else(unknown)?;
    let shell = Shell::load(&app, &viewer, Here::Elsewhere).await?.titled(words.phrase(topic.title));
    let view = TopicView {
        shell: shell.under(urls::HELP, &words.phrase("help-title")),
        text: text_of(words.language, topic.name),
        others: TOPICS.iter().filter(|other| other.name != name).collect(),
    };
    shell::page(&viewer, &view)
}

/// A topic of troubleshooting.
pub(super) struct TopicText {
    /// Its title, without marks.
    pub(super) title: String,
    /// Its text.
    pub(super) html: String,
}

/// A topic of troubleshooting in words.
pub(super) fn troubleshooting(language: Language, topic: connection::Topic) -> TopicText {
    let text = markdown_of(language, &format!("{TROUBLESHOOTING}/{}", topic.as_str()));
    let (title, rest) = text.split_once('\n').unwrap_or((&text, ""));
    TopicText { title: title.trim_start_matches(['#', ' ']).to_owned(), html: render(rest) }
}

fn text_of(language: Language, topic: &str) -> String {
    if topic != TROUBLESHOOTING {
        return render(&markdown_of(language, topic));
    }
    let part = |topic: connection::Topic| {
        let TopicText { title, html } = troubleshooting(language, topic);
        format!("<h2 id=\"{}\">{title}</h2>\n{html}", topic.as_str())
    };
    connection::Topic::ALL.into_iter().map(part).collect()
}

fn markdown_of(language: Language, topic: &str) -> String {
    let file = Texts::get(&format!("{}/{topic}.md", language.as_str()))
        .expect("every topic is there in both languages; a test opens them all");
    String::from_utf8_lossy(&file.data).into_owned()
}

/// Markdown to HTML; headings get an id, so that each can be linked to.
fn render(markdown: &str) -> String {
    let mut events: Vec<_> = Parser::new_ext(markdown, Options::ENABLE_TABLES).collect();
    for at in 0..events.len() {
        let Some(Event::Text(title)) = events.get(at + 1) else { continue };
        let id = slug(title);
        if let Event::Start(Tag::Heading { level: HeadingLevel::H2, id: place, .. }) = &mut events[at] {
            *place = Some(id.into());
        }
    }
    let mut out = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut out, events.into_iter());
    out
}

/// Lower-case words with dashes.
fn slug(title: &str) -> String {
    let lower = title.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_can_be_linked_to() {
        assert_eq!(
            render("## IP filtering\n\nA > b"),
            "<h2 id=\"ip-filtering\">IP filtering</h2>\n<p>A &gt; b</p>\n"
        );
    }
}
