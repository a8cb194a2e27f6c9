use super::{offered, record};

/// The offered files are what the SDK makes of the sources. Needs the SDK: `cargo xtask prepare`.
#[test]
fn offered_files_match_the_sources() {
    for file in offered(true).unwrap() {
        assert!(file.is_current(), "{} is out of date, run `cargo xtask connector`", file.path.display());
    }
}

#[test]
fn hash_codes_are_those_of_java() {
    assert_eq!(record::java_hash(""), 0);
    assert_eq!(record::java_hash("hello"), 99_162_322);
    assert_eq!(record::java_hash("polygenelubricants"), i32::MIN);
}

#[test]
fn the_end_of_a_cdata_section_cannot_end_the_payload() {
    assert_eq!(record::cdata("a]]>b"), "<![CDATA[a]]]]><![CDATA[>b]]>");
}

#[test]
fn what_differs_from_build_to_build_is_fixed() {
    let one = "<contains name=\"itil\">11</contains>";
    let other = "<contains name=\"itil\">22</contains>";
    assert_eq!(record::reproducible(one), record::reproducible(other));
    assert!(record::reproducible(one).contains("name=\"itil\">"));
}
