//! Plain text of the HTML that Graph sends: for tickets, which take text only.

use html2text::config;
use html2text::render::TextDecorator;
use url::Url;

/// Longer input is cut before it is read: nothing Graph sends comes near (3,000 characters), hostile input may.
const INPUT_MAX: usize = 200_000;
/// Lines are wrapped by whoever shows them.
const WIDTH: usize = 2_000;

/// Turns HTML into plain text: lists keep their signs, links their addresses. Text without markup stays as it is.
pub fn html_to_text(html: &str) -> String {
    let end = html.char_indices().nth(INPUT_MAX).map_or(html.len(), |(at, _)| at);
    let text = config::with_decorator(Plain::default())
        .no_table_borders()
        .allow_width_overflow()
        .string_from_read(&html.as_bytes()[..end], WIDTH);
    // Input that cannot be rendered is not worth an error: the ticket's reader has the link.
    tidy(&text.unwrap_or_default())
}

/// Ends lines at their last letter, and never leaves more than one line empty.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    for line in text.lines().map(str::trim_end) {
        if !(line.is_empty() && (tidied.is_empty() || tidied.ends_with("\n\n"))) {
            tidied.push_str(line);
            tidied.push('\n');
        }
    }
    tidied.trim_end().to_owned()
}

/// Marks nothing but lists and links.
#[derive(Debug, Clone, Default)]
struct Plain {
    links: Vec<Option<String>>,
}

impl TextDecorator for Plain {
    type Annotation = ();

    fn decorate_link_start(&mut self, url: &str) -> (String, ()) {
        let shown = Url::parse(url.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        self.links.push(shown.map(String::from));
        (String::new(), ())
    }

    fn decorate_link_end(&mut self) -> String {
        self.links.pop().flatten().map_or_else(String::new, |url| format!(" ({url})"))
    }

    fn decorate_em_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_em_end(&self) -> String {
        String::new()
    }

    fn decorate_strong_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_strong_end(&self) -> String {
        String::new()
    }

    fn decorate_strikeout_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_strikeout_end(&self) -> String {
        String::new()
    }

    fn decorate_code_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_code_end(&self) -> String {
        String::new()
    }

    fn decorate_preformat_first(&self) {}

    fn decorate_preformat_cont(&self) {}

    fn decorate_image(&mut self, _src: &str, title: &str) -> (String, ()) {
        (title.to_owned(), ())
    }

    fn header_prefix(&self, _level: usize) -> String {
        String::new()
    }

    fn quote_prefix(&self) -> String {
        "> ".to_owned()
    }

    fn unordered_item_prefix(&self) -> String {
        "- ".to_owned()
    }

    fn ordered_item_prefix(&self, position: i64) -> String {
        format!("{position}. ")
    }

    fn make_subblock_decorator(&self) -> Self {
        Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_order_of_steps_and_the_address_of_links() {
        let html = "<p>In the <a href=\"https://entra.microsoft.com/\">admin center</a>:</p><ol><li>Select \
                    <b>Policies</b></li><li>Turn it on &amp; save</li></ol><ul><li>done</li></ul>";
        let text = html_to_text(html);
        assert!(text.contains("In the admin center (https://entra.microsoft.com/):"), "{text}");
        assert!(text.contains("1. Select Policies\n2. Turn it on & save"), "{text}");
        assert!(text.contains("- done"), "{text}");
    }

    #[test]
    fn shows_no_markup_and_no_script_address() {
        let html = "<script>alert(1)</script><a href=\"javascript:alert(1)\">click</a><style>p{}</style>";
        assert_eq!(html_to_text(html), "click");
    }

    #[test]
    fn leaves_plain_sentences_alone() {
        assert_eq!(html_to_text("141 of 145 users are registered."), "141 of 145 users are registered.");
        assert_eq!(html_to_text(""), "");
    }

    #[test]
    fn a_megabyte_is_cut_without_splitting_a_letter() {
        assert!(html_to_text(&"é".repeat(1_000_000)).chars().count() <= INPUT_MAX + 200);
    }
}
