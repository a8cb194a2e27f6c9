//! Style, script and mark: one file each, named by checksum, kept for a year, small.

use std::io::Write as _;

use crate::support::app::TestApp;

fn gzipped(bytes: &[u8]) -> usize {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

#[tokio::test]
async fn assets_are_kept_for_a_year_and_small() {
    let app = TestApp::start().await;
    let page = app.get("/").await;
    let style = page.attributes("link[rel=stylesheet]", "href");
    let script = page.attributes("script[src]", "src");
    assert_eq!((style.len(), script.len()), (1, 1));
    for (path, kind, most) in [(&style[0], "text/css", 14_000), (&script[0], "text/javascript", 14_000)] {
        let asset = app.get(path).await;
        assert!(asset.header("content-type").starts_with(kind));
        assert_eq!(asset.header("cache-control"), "public, max-age=31536000, immutable");
        assert!(gzipped(&asset.bytes) < most, "{path}: {} bytes", gzipped(&asset.bytes));
    }
    let icon = page.attributes("link[rel=icon]", "href");
    assert_eq!(app.get(&icon[0]).await.header("content-type"), "image/svg+xml");
}

#[tokio::test]
async fn the_sprite_is_small_and_holds_every_picture_in_use() {
    let app = TestApp::start().await.with_scores().await;
    let page = app.get("/").await.text();
    let sprite = page.split("<svg class=\"sprite\"").nth(1).unwrap();
    assert!(gzipped(sprite.as_bytes()) < 6_000);
    for used in page.split("href=\"#i-").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(sprite.contains(&format!("id=\"i-{used}\"")), "{used}");
    }
}
