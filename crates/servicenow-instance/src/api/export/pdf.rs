//! A plain printed list (PDF 1.4): A4 across, columns of equal width, text cut at their edges. The
//! fonts are those that every reader has, which know the characters of Latin-1 only.

use std::fmt::Write as _;

use super::sheet::Sheet;

const WIDTH: usize = 842;
const HEIGHT: usize = 595;
const MARGIN: usize = 36;
const SIZE: usize = 7;
const LINE: usize = 11;
const ROWS: usize = (HEIGHT - 2 * MARGIN) / LINE - 3;
/// Objects before those of the pages: catalog, list of pages, two fonts.
const FIRST_PAGE: usize = 5;

pub(super) fn write(sheet: &Sheet) -> Vec<u8> {
    let mut chunks: Vec<&[Vec<String>]> = sheet.rows.chunks(ROWS).collect();
    if chunks.is_empty() {
        chunks.push(&[]);
    }
    let kids: Vec<String> = (0..chunks.len()).map(|at| format!("{} 0 R", FIRST_PAGE + 2 * at)).collect();
    let mut file = File::default();
    file.object(b"<< /Type /Catalog /Pages 2 0 R >>");
    let pages = format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), kids.len());
    file.object(pages.as_bytes());
    for font in ["Helvetica", "Helvetica-Bold"] {
        let font = format!("<< /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding /WinAnsiEncoding >>");
        file.object(font.as_bytes());
    }
    for (at, rows) in chunks.iter().enumerate() {
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents {} 0 R >>",
            FIRST_PAGE + 2 * at + 1
        );
        file.object(page.as_bytes());
        let content = page_of(sheet, rows, (at + 1, chunks.len()));
        let mut stream = format!("<< /Length {} >>\nstream\n", content.len()).into_bytes();
        stream.extend_from_slice(&content);
        stream.extend_from_slice(b"\nendstream");
        file.object(&stream);
    }
    file.finish()
}

/// Title, heads and rows of one page.
fn page_of(sheet: &Sheet, rows: &[Vec<String>], (page, of): (usize, usize)) -> Vec<u8> {
    let mut out = Vec::new();
    let title = format!("{} ({}), page {page} of {of}", sheet.title, sheet.rows.len());
    line(&mut out, "F2", 0, &[title], WIDTH - 2 * MARGIN);
    let width = (WIDTH - 2 * MARGIN) / sheet.labels.len().max(1);
    line(&mut out, "F2", 2, &sheet.labels, width);
    for (at, row) in rows.iter().enumerate() {
        line(&mut out, "F1", at + 3, row, width);
    }
    out
}

fn line(out: &mut Vec<u8>, font: &str, at: usize, values: &[String], width: usize) {
    let y = HEIGHT - MARGIN - LINE * (at + 1);
    // A character is about half as wide as high.
    let most = (width * 2 / SIZE).saturating_sub(2);
    for (column, value) in values.iter().enumerate() {
        let x = MARGIN + column * width;
        out.extend_from_slice(format!("BT /{font} {SIZE} Tf {x} {y} Td (").as_bytes());
        value.chars().take(most).for_each(|one| character(out, one));
        out.extend_from_slice(b") Tj ET\n");
    }
}

fn character(out: &mut Vec<u8>, one: char) {
    match u8::try_from(one) {
        Ok(byte @ (b'(' | b')' | b'\\')) => out.extend_from_slice(&[b'\\', byte]),
        Ok(byte @ (0x20..=0x7e | 0xa0..)) => out.push(byte),
        Ok(b'\n' | b'\r' | b'\t') => out.push(b' '),
        _ => out.push(b'?'),
    }
}

/// A file with the places of its objects.
struct File {
    bytes: Vec<u8>,
    places: Vec<usize>,
}

impl Default for File {
    fn default() -> Self {
        Self { bytes: b"%PDF-1.4\n".to_vec(), places: Vec::new() }
    }
}

impl File {
    fn object(&mut self, content: &[u8]) {
        self.places.push(self.bytes.len());
        self.bytes.extend_from_slice(format!("{} 0 obj\n", self.places.len()).as_bytes());
        self.bytes.extend_from_slice(content);
        self.bytes.extend_from_slice(b"\nendobj\n");
    }

    fn finish(mut self) -> Vec<u8> {
        let start = self.bytes.len();
        let count = self.places.len() + 1;
        let mut end = format!("xref\n0 {count}\n0000000000 65535 f \n");
        for place in &self.places {
            let _ = writeln!(end, "{place:010} 00000 n ");
        }
        let _ = write!(end, "trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
        self.bytes.extend_from_slice(end.as_bytes());
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_where_the_table_says() {
        let rows = (0..=ROWS).map(|at| vec![format!("({at}) ü €"), "b".to_owned()]).collect();
        let labels = vec!["One".to_owned(), "Two".to_owned()];
        let sheet = Sheet { title: "List".to_owned(), names: labels.clone(), labels, rows };
        let file = write(&sheet);
        let text: String = file.iter().map(|byte| char::from(*byte)).collect();
        assert!(text.contains("/Count 2 ") && text.contains("(\\(0\\) ü ?) Tj"), "{text}");
        let (_, table) = text.split_once("xref\n0 9\n").unwrap();
        for (number, line) in table.lines().skip(1).take(8).enumerate() {
            let place: usize = line[..10].parse().unwrap();
            assert!(
                text[text.char_indices().nth(place).unwrap().0..]
                    .starts_with(&format!("{} 0 obj", number + 1))
            );
        }
    }
}
