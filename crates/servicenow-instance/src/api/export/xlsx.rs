//! A workbook of one sheet (Office Open XML, ECMA-376), values as text in the cells themselves.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::sheet::Sheet;
use crate::api::xml::{DECLARATION, escaped};
use crate::refusals::Refusal;

/// Characters of a cell; programs refuse a workbook with longer ones.
const LONGEST_CELL: usize = 32_767;

const TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>";
const ROOT: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
const BOOK: &str = "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"Page 1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
const BOOK_PARTS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>";

pub(super) fn write(sheet: &Sheet) -> Result<Vec<u8>, Refusal> {
    zipped(sheet).map_err(|error| Refusal::internal(&error))
}

fn zipped(sheet: &Sheet) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_PARTS),
        ("xl/worksheets/sheet1.xml", &cells(sheet)),
    ] {
        archive.start_file(name, SimpleFileOptions::default())?;
        archive.write_all(DECLARATION.as_bytes())?;
        archive.write_all(content.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

fn cells(sheet: &Sheet) -> String {
    let mut out = String::from(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>",
    );
    for row in std::iter::once(&sheet.labels).chain(&sheet.rows) {
        out.push_str("<row>");
        for value in row {
            out.push_str("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">");
            let value: String = value.chars().filter(|one| is_xml(*one)).take(LONGEST_CELL).collect();
            out.push_str(&escaped(&value));
            out.push_str("</t></is></c>");
        }
        out.push_str("</row>");
    }
    out.push_str("</sheetData></worksheet>");
    out
}

/// Other control characters make a document that no program opens.
fn is_xml(one: char) -> bool {
    !one.is_control() || matches!(one, '\t' | '\n' | '\r')
}
