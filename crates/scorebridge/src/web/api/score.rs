//! `GET /api/v1/score`: the Secure Score of now, and its history.

use axum::Json;
use axum::extract::State;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::extract::Asked;
use super::problem::{Failures, Problem, Result};
use super::tickets::Trouble;
use super::vocabulary;
use crate::app::App;
use crate::score::{Category, ScoreDay};

/// Days of history unless asked otherwise.
const DAYS: i64 = 90;
/// Most days of history: three years.
const DAYS_MAX: i64 = 1096;

/// What a request for the score can ask.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ScoreQuery {
    /// Days of history up to today.
    #[param(minimum = 1, maximum = 1096, default = 90)]
    days: Option<i64>,
}

/// The Secure Score.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Score {
    /// When it was read from Microsoft Graph; null if never.
    #[schema(format = DateTime)]
    imported_at: Option<String>,
    /// Why the last try to read it failed, if it did.
    problem: Option<Trouble>,
    /// The newest day of the history.
    current: Option<Day>,
    /// Oldest first. Days that Graph did not tell are left out: unknown is not 0.
    history: Vec<Day>,
}

/// The score of a day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Day {
    /// The day (UTC).
    #[schema(format = Date)]
    date: String,
    /// Points reached.
    points: f64,
    /// Points at most.
    max_points: f64,
    /// 0 to 100.
    percent: f64,
    /// Percentage of organisations alike, when Graph tells it.
    comparison: Option<f64>,
    /// Points by category, those with data only.
    categories: Vec<CategoryPoints>,
}

/// Points of one category.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct CategoryPoints {
    /// Which.
    #[schema(value_type = vocabulary::Category)]
    category: Category,
    /// Points reached.
    points: f64,
    /// Points at most.
    max_points: f64,
}

/// The Secure Score of now, and its history
#[utoipa::path(get, path = "/api/v1/score", tag = "score", operation_id = "showScore", params(ScoreQuery), responses(
    (status = 200, description = "The score", body = Score),
    Failures,
))]
pub(super) async fn show(
    caller: Caller,
    State(app): State<App>,
    Asked(asked): Asked<ScoreQuery>,
) -> Result<Json<Score>> {
    let since = since(caller.today(), asked.days)?;
    let history: Vec<_> =
        app.store.list_score_days(caller.tenant(), since).await?.iter().map(Day::new).collect();
    let imported_at = app.store.imported_at(caller.tenant()).await?;
    let problem = app.store.find_import_problem(caller.tenant()).await?;
    Ok(Json(Score {
        imported_at: imported_at.map(|at| at.to_string()),
        problem: problem.map(|(problem, _)| Trouble::new(&problem, &caller.words)),
        current: history.last().cloned(),
        history,
    }))
}

fn since(today: Date, days: Option<i64>) -> Result<Date> {
    let days = days.unwrap_or(DAYS);
    if !(1..=DAYS_MAX).contains(&days) {
        return Err(Problem::unreadable("days", format_args!("it must be 1 to {DAYS_MAX}")));
    }
    Ok(today.saturating_sub((days - 1).days()))
}

impl Day {
    fn new(day: &ScoreDay) -> Self {
        let categories = day.categories.iter().map(|points| CategoryPoints {
            category: points.category,
            points: points.current,
            max_points: points.max,
        });
        Self {
            date: day.date.to_string(),
            points: day.current,
            max_points: day.max,
            percent: day.percent(),
            comparison: day.comparison,
            categories: categories.collect(),
        }
    }
}
