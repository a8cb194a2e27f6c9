use proptest::prelude::*;

use super::*;

#[test]
fn reads_every_notation_of_the_protocol() {
    for (text, family, patch) in [
        ("glide-kingston-10-17-2017__patch6-hotfix5-07-28-2018", Family::Kingston, Some("patch6")),
        (
            "glide-australia-02-11-2026__patch3-05-25-2026_06-12-2026_1106.zip",
            Family::Australia,
            Some("patch3"),
        ),
        ("glide-washingtondc-12-20-2023", Family::WashingtonDc, None),
        ("glide-madrid-12-18-2018__patch2b-hotfix1a-04-01-2019", Family::Madrid, Some("patch2b")),
        ("Newyork", Family::NewYork, None),
        ("San Diego", Family::SanDiego, None),
    ] {
        let release = Release::parse(text).unwrap();
        assert_eq!((release.family(), release.patch()), (&family, patch), "{text}");
    }
}

/// S04
#[test]
fn kingston_or_higher_is_told_by_table_then_by_date_never_by_letters() {
    for (text, supported) in [
        ("glide-jakarta-05-03-2017", false),
        ("glide-istanbul-09-23-2016", false),
        ("Helsinki", false),
        ("glide-kingston-10-17-2017", true),
        ("Kingston", true),
        ("glide-zurich-07-01-2025", true),
        ("glide-australia-02-11-2026", true),
        ("glide-brazil-08-01-2026", true),
        ("glide-aspen-01-01-2011", false),
        ("glide-chile-02-10-2027", true),
        ("glide-unheardof-10-16-2017", false),
        ("glide-unheardof-10-17-2017", true),
    ] {
        assert_eq!(Release::parse(text).unwrap().is_supported(), supported, "{text}");
    }
}

#[test]
fn every_known_family_from_kingston_on_is_supported() {
    let supported = |family: &&Family| family.is_kingston_or_higher() == Some(true);
    assert_eq!(Family::KNOWN.iter().filter(supported).count(), Family::KNOWN.len() - 4);
}

#[test]
fn refuses_what_names_no_release() {
    for text in ["", "Chile", "glide-", "glide-zurich", "glide-zurich-13-40-2025", "glide--10-17-2017", "7.3"]
    {
        assert!(Release::parse(text).is_err(), "{text}");
    }
}

#[test]
fn finds_the_release_on_the_statistics_page() {
    let page = "Build name: Kingston<br>Build date: 07-31-2018_0903<br>\
                Build tag: glide-kingston-10-17-2017__patch6-hotfix5-07-28-2018<br>";
    assert_eq!(release_on(page).unwrap().to_string(), "Kingston patch6");
    assert_eq!(release_on("Build name: Sandiego<br/>").unwrap().family(), &Family::SanDiego);
    assert_eq!(release_on("<html>Log in</html>"), None);
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,80}") {
        let _ = Release::parse(&text);
        let _ = Release::parse(&format!("glide-{text}"));
    }

    #[test]
    fn a_well_formed_tag_is_always_read(word in "[a-z]{1,20}", month in 1_u8..=12, day in 1_u8..=28, year in 2010_u16..2100) {
        let release = Release::parse(&format!("glide-{word}-{month:02}-{day:02}-{year}__patch1-01-01-2020")).unwrap();
        prop_assert_eq!(release.family().word(), word);
        prop_assert_eq!(release.branched().unwrap().to_string(), format!("{year}-{month:02}-{day:02}"));
    }
}
