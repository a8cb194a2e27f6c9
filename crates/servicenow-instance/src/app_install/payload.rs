//! Update XML: records with an action, alone or in groups.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::api::escaped;
use crate::refusals::Refusal;

/// Elements nest no deeper than a group of records needs.
const DEEPEST: usize = 16;

/// One record of an update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Update {
    pub(super) table: String,
    pub(super) deletes: bool,
    pub(super) fields: Vec<Given>,
}

/// A field with its value, and for a reference what else identifies the
/// record it points to (`<role name="itil">…</role>`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Given {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) keys: Vec<(String, String)>,
}

impl Update {
    pub(super) fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|field| field.name == name).map_or("", |field| field.value.as_str())
    }

    pub(super) fn sys_id(&self) -> &str {
        self.get("sys_id")
    }
}

/// Any element.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    text: String,
    pub(super) children: Vec<Element>,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// An element with nothing but text.
    pub(super) fn of_text(name: &str, text: &str) -> Self {
        Self { name: name.to_owned(), text: text.to_owned(), ..Self::default() }
    }

    /// An element with nothing but others in it.
    pub(super) fn of_children(name: &str, children: Vec<Self>) -> Self {
        Self { name: name.to_owned(), children, ..Self::default() }
    }

    pub(super) fn with_attribute(mut self, name: &str, value: &str) -> Self {
        self.attributes.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The text of a child, empty when there is none.
    pub(super) fn child(&self, name: &str) -> &str {
        self.children.iter().find(|child| child.name == name).map_or("", |child| child.text.as_str())
    }

    /// Nothing but text: no other elements, no keys that say which record is meant.
    pub(super) fn is_plain(&self) -> bool {
        self.children.is_empty() && self.attributes.iter().all(|(name, _)| name == "display_value")
    }

    /// The document that this is the root of.
    pub(super) fn to_text(&self) -> String {
        let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
        self.write(&mut text);
        text
    }

    fn write(&self, into: &mut String) {
        into.push_str(&["<", &self.name].concat());
        for (name, value) in &self.attributes {
            into.push_str(&[" ", name, "=\"", &escaped(value), "\""].concat());
        }
        into.push('>');
        if self.children.is_empty() {
            into.push_str(&escaped(&self.text));
        }
        for child in &self.children {
            child.write(into);
        }
        into.push_str(&["</", &self.name, ">"].concat());
    }

    /// Has an action, and fields.
    pub(super) fn is_record(&self) -> bool {
        let fields = self.children.iter().any(|child| child.name == "sys_id" && child.children.is_empty());
        fields && self.attribute("action").is_some()
    }

    pub(super) fn into_update(self) -> Update {
        let deletes = self.attribute("action").is_some_and(|action| action.eq_ignore_ascii_case("DELETE"));
        let fields = self.children.into_iter().map(|child| Given {
            keys: child
                .attributes
                .into_iter()
                .filter(|(name, value)| name != "display_value" && !value.is_empty() && value != "NULL")
                .collect(),
            name: child.name,
            value: child.text,
        });
        Update { table: self.name, deletes, fields: fields.collect() }
    }

    fn collect(self, into: &mut Vec<Update>) {
        if self.is_record() {
            into.push(self.into_update());
            return;
        }
        for child in self.children {
            child.collect(into);
        }
    }
}

/// All records of a document.
pub(super) fn updates(text: &str) -> Result<Vec<Update>, Refusal> {
    let mut found = Vec::new();
    element(text)?.collect(&mut found);
    Ok(found)
}

/// The root of a document.
pub(super) fn element(text: &str) -> Result<Element, Refusal> {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().map_err(|_| Refusal::invalid_xml())? {
            Event::Start(_) if open.len() > DEEPEST => return Err(Refusal::invalid_xml()),
            Event::Start(start) => open.push(started(&start)?),
            Event::Empty(start) => {
                let empty = started(&start)?;
                last(&mut open).children.push(empty);
            }
            Event::End(_) => {
                let closed = open.pop().filter(|_| !open.is_empty()).ok_or_else(Refusal::invalid_xml)?;
                last(&mut open).children.push(closed);
            }
            Event::Text(text) => last(&mut open).text.push_str(&text),
            Event::CData(text) => last(&mut open).text.push_str(&text),
            Event::GeneralRef(name) => {
                let letter = crate::api::entity(&name).ok_or_else(Refusal::invalid_xml)?;
                last(&mut open).text.push(letter);
            }
            Event::DocType(_) => return Err(Refusal::invalid_xml()),
            Event::Eof => break,
            _ => {}
        }
    }
    let mut document = open.pop().ok_or_else(Refusal::invalid_xml)?;
    if !open.is_empty() || document.children.len() != 1 {
        return Err(Refusal::invalid_xml());
    }
    Ok(document.children.remove(0))
}

fn started(start: &BytesStart<'_>) -> Result<Element, Refusal> {
    let attributes = start.attributes().map(|attribute| {
        let attribute = attribute.map_err(|_| Refusal::invalid_xml())?;
        let value =
            attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| Refusal::invalid_xml())?;
        Ok((attribute.key.as_ref().to_owned(), value.into_owned()))
    });
    Ok(Element {
        name: start.name().as_ref().to_owned(),
        attributes: attributes.collect::<Result<_, Refusal>>()?,
        ..Element::default()
    })
}

fn last(open: &mut [Element]) -> &mut Element {
    open.last_mut().expect("the document itself stays open")
}
