//! XML in and out (protocol 1.4, last paragraph).

use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::Event;

use crate::refusals::Refusal;

/// The document of a refusal.
pub(crate) fn refusal(refusal: &Refusal) -> String {
    format!("{DECLARATION}<response>{}</response>", refusal_members(refusal))
}

/// What the document of a refusal holds.
pub(crate) fn refusal_members(refusal: &Refusal) -> String {
    let mut body = format!("<error><message>{}</message>", escape(refusal.message.as_ref()));
    element(&mut body, "detail", refusal.detail.as_deref().unwrap_or_default());
    body.push_str("</error><status>failure</status>");
    body
}

pub(crate) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

/// Text as it stands between tags.
pub(crate) fn escaped(text: &str) -> std::borrow::Cow<'_, str> {
    escape(text)
}

/// `<name>text</name>`, or `<name/>` when empty.
pub(crate) fn element(out: &mut String, name: &str, text: &str) {
    out.push('<');
    out.push_str(name);
    if text.is_empty() {
        out.push_str("/>");
        return;
    }
    out.push('>');
    out.push_str(&escape(text));
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

/// Fields of the first record in a document: the children of its root, or of
/// a single element below the root that has children itself.
pub(crate) fn fields(text: &str) -> Result<Vec<(String, String)>, Refusal> {
    let root = tree(text)?;
    let holder = match &root.children[..] {
        [only] if !only.is_field() && only.children.iter().all(Node::is_field) => only,
        _ => &root,
    };
    Ok(holder.children.iter().map(|field| (field.name.clone(), field.value())).collect())
}

#[derive(Debug, Default)]
struct Node {
    name: String,
    text: String,
    children: Vec<Node>,
}

impl Node {
    /// A text, or a reference in parts.
    fn is_field(&self) -> bool {
        let is_part = |name: &str| matches!(name, "link" | "value" | "display_value");
        self.children.iter().all(|child| is_part(&child.name))
    }

    /// Its text, or that of a `<value>` within.
    fn value(&self) -> String {
        self.children
            .iter()
            .find(|child| child.name == "value")
            .map_or_else(|| self.text.trim().to_owned(), |child| child.text.clone())
    }
}

/// Elements nest no deeper than a record needs.
const DEEPEST: usize = 8;

fn tree(text: &str) -> Result<Node, Refusal> {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Node::default()];
    loop {
        match reader.read_event().map_err(|_| Refusal::invalid_xml())? {
            Event::Start(_) if open.len() > DEEPEST => return Err(Refusal::invalid_xml()),
            Event::Start(start) => {
                open.push(Node { name: start.name().as_ref().to_owned(), ..Node::default() });
            }
            Event::Empty(start) => last(&mut open)
                .children
                .push(Node { name: start.name().as_ref().to_owned(), ..Node::default() }),
            Event::End(_) => {
                let closed = open.pop().ok_or_else(Refusal::invalid_xml)?;
                if open.is_empty() {
                    return Err(Refusal::invalid_xml());
                }
                last(&mut open).children.push(closed);
            }
            Event::Text(text) => {
                last(&mut open).text.push_str(&text);
            }
            Event::CData(text) => {
                last(&mut open).text.push_str(&text);
            }
            Event::GeneralRef(name) => {
                let text = entity(&name).ok_or_else(Refusal::invalid_xml)?;
                last(&mut open).text.push(text);
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

fn last(open: &mut [Node]) -> &mut Node {
    open.last_mut().expect("the document itself stays open")
}

/// The five named entities and characters by number; no others exist without
/// a document type, which is refused.
pub(crate) fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix("#x") {
        return char::from_u32(u32::from_str_radix(number, 16).ok()?);
    }
    if let Some(number) = name.strip_prefix('#') {
        return char::from_u32(number.parse().ok()?);
    }
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_fields_of_the_root_or_of_one_record_below_it() {
        let flat = "<request><state>2</state><work_notes>a &lt; b &#38; c</work_notes><x/></request>";
        let expected = vec![
            ("state".to_owned(), "2".to_owned()),
            ("work_notes".to_owned(), "a < b & c".to_owned()),
            ("x".to_owned(), String::new()),
        ];
        assert_eq!(fields(flat).unwrap(), expected);
        let nested = "<?xml version='1.0'?><request><entry><state>2</state></entry></request>";
        assert_eq!(fields(nested).unwrap(), expected[..1]);
        let reference = "<r><caller_id><link>x</link><value>abc</value></caller_id></r>";
        assert_eq!(fields(reference).unwrap()[0].1, "abc");
    }

    #[test]
    fn refuses_documents_that_are_not_well_formed_or_declare_entities() {
        for text in [
            "",
            "plain",
            "<a><b></a>",
            "<a></a><b></b>",
            "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
            "<a>&unknown;</a>",
        ] {
            assert!(fields(text).is_err(), "{text}");
        }
    }
}
