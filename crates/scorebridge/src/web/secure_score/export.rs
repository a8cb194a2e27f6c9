//! `GET /secure-score/actions.csv` and `.json`: what the list shows, all pages of it.

use axum::extract::{RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::query::ActionsQuery;
use super::{Scores, impact_of, keys};
use crate::app::App;
use crate::i18n::Words;
use crate::score::ImprovementAction;
use crate::store::Language;
use crate::web::error::{Error, Result};
use crate::web::harmless;
use crate::web::viewer::Viewer;

/// More actions than any tenant has.
const ROWS_MAX: u64 = 5000;

/// One action as a program reads it: numbers as numbers, key words as key words.
#[derive(Serialize)]
struct Line {
    id: String,
    rank: Option<i64>,
    title: String,
    impact_percent: Option<f64>,
    score: Option<f64>,
    max_score: Option<f64>,
    status: &'static str,
    category: Option<&'static str>,
    product: String,
    user_impact: Option<String>,
    implementation_cost: Option<String>,
}

impl Line {
    fn new(action: ImprovementAction, max: Option<f64>) -> Self {
        let impact = impact_of(&action, max).map(|percent| (percent * 100.0).round() / 100.0);
        Self {
            id: action.id.as_str().to_owned(),
            rank: action.rank,
            impact_percent: impact,
            score: action.score,
            max_score: action.max_score,
            status: action.status.as_str(),
            category: action.category.map(crate::score::Category::as_str),
            title: action.title,
            product: action.service,
            user_impact: action.user_impact,
            implementation_cost: action.implementation_cost,
        }
    }
}

/// As comma separated values; semicolons for Dutch, whose comma is in the numbers (with a byte order mark, so that
/// spreadsheets read UTF-8).
pub(in crate::web) async fn csv(
    viewer: Viewer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let words = viewer.words();
    let (actions, max) = load(&app, &viewer, query).await?;
    let delimiter = if words.language == Language::Nl { b';' } else { b',' };
    let mut table =
        csv::WriterBuilder::new().delimiter(delimiter).from_writer("\u{feff}".as_bytes().to_vec());
    let failed = |error: csv::Error| Error::Internal(error.into());
    let heads = [
        "rank",
        "action",
        "impact",
        "points",
        "points-max",
        "status",
        "category",
        "product",
        "user-impact",
        "cost",
    ];
    table
        .write_record(heads.map(|head| words.phrase(&format!("column-{head}")).to_string()))
        .map_err(failed)?;
    for action in &actions {
        table.write_record(cells(words, action, max)).map_err(failed)?;
    }
    let body = table.into_inner().map_err(|error| Error::Internal(error.into_error().into()))?;
    Ok(download("text/csv; charset=utf-8", "csv", body))
}

/// As JSON.
pub(in crate::web) async fn json(
    viewer: Viewer,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let (actions, max) = load(&app, &viewer, query).await?;
    let lines: Vec<_> = actions.into_iter().map(|action| Line::new(action, max)).collect();
    let body = serde_json::to_vec_pretty(&lines).map_err(|error| Error::Internal(error.into()))?;
    Ok(download("application/json", "json", body))
}

async fn load(
    app: &App,
    viewer: &Viewer,
    query: Option<String>,
) -> Result<(Vec<ImprovementAction>, Option<f64>)> {
    let asked = ActionsQuery::parse(query.as_deref().unwrap_or_default());
    let scores = Scores::load(app, viewer).await?;
    let filter = asked.filter(viewer.now());
    let page = app.store.list_actions(viewer.tenant(), &filter, asked.sort(), (0, ROWS_MAX)).await?;
    Ok((page.items, scores.max()))
}

fn cells(words: &Words, action: &ImprovementAction, max: Option<f64>) -> [String; 10] {
    let points = |points: Option<f64>| points.map_or_else(String::new, |points| words.points(points));
    let word = |key: &str| words.phrase(key).to_string();
    [
        action.rank.map_or_else(String::new, |rank| rank.to_string()),
        harmless(&action.title),
        impact_of(action, max).map_or_else(String::new, |percent| words.percent(percent)),
        points(action.score),
        points(action.max_score),
        word(keys::status(action.status)),
        word(keys::category(action)),
        harmless(&action.service),
        word(keys::level(action.user_impact.as_deref())),
        word(keys::level(action.implementation_cost.as_deref())),
    ]
}

fn download(kind: &'static str, extension: &str, body: Vec<u8>) -> Response {
    let name = format!("attachment; filename=\"improvement-actions.{extension}\"");
    ([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)], body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_become_a_formula() {
        for (text, cell) in [("=cmd()", "'=cmd()"), ("@a", "'@a"), ("Require MFA", "Require MFA"), ("", "")] {
            assert_eq!(harmless(text), cell);
        }
    }
}
