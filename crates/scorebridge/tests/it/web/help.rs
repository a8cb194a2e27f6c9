//! `/help`: every topic in both languages (S30), with links that lead somewhere.

use std::collections::BTreeSet;

use crate::support::app::TestApp;

/// S30
#[tokio::test]
async fn every_topic_is_there_in_both_languages_with_the_same_parts() {
    let app = TestApp::start().await;
    let mut dutch = TestApp::start().await;
    dutch.with_cookie("scorebridge_language=nl");
    let topics = app.get("/help").await.attributes("main li a", "href");
    assert_eq!(topics.len(), 6);
    for topic in topics {
        let (en, nl) = (app.get(&topic).await, dutch.get(&topic).await);
        assert_eq!((en.status.as_u16(), nl.status.as_u16()), (200, 200), "{topic}");
        assert_ne!(en.one("h1"), "", "{topic}");
        for part in ["article h2", "article li", "article tr", "article a", "article code"] {
            assert_eq!(en.count(part), nl.count(part), "{part} of {topic}");
        }
        assert_ne!(en.one("article"), nl.one("article"), "{topic} is translated");
    }
}

#[tokio::test]
async fn links_of_the_help_lead_to_pages() {
    let app = TestApp::start().await;
    let mut links = BTreeSet::new();
    for topic in app.get("/help").await.attributes("main li a", "href") {
        links.extend(app.get(&topic).await.attributes("article a", "href"));
    }
    assert!(links.len() > 5);
    for link in links {
        assert_eq!(app.get(&link).await.status, 200, "{link}");
    }
}

#[tokio::test]
async fn an_unknown_topic_is_not_found() {
    assert_eq!(TestApp::start().await.get("/help/none").await.status, 404);
}

/// S23
#[tokio::test]
async fn the_refusal_of_the_oauth_table_is_explained_with_the_settings_to_restore() {
    let page = TestApp::start().await.get("/help/troubleshooting").await;
    assert!(
        page.all("article code")[0].contains("has been refused due to the table's cross-scope access policy")
    );
    let rows = page.all("article tbody tr");
    assert_eq!(
        rows[..4],
        [
            "Label Application Registries",
            "Name oauth_entity",
            "Accessible from All application scopes",
            "Can read selected"
        ]
    );
}
