//! Imports Secure Score from Graph: hourly at most, all of Graph's 90 days at first, afterwards the days since the
//! last time. What failed is kept for the score page (`store.find_import_problem`).

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::app::App;
use crate::live::LiveEvent;
use crate::score::graph::{Answer, ControlProfile, DAYS_MAX, DayScores, GraphError};
use crate::score::{ImprovementAction, actions_of, date_of, day_of, points_of};
use crate::store::{ActionFilter, ActionSort, ScoreImport, StoreError};

/// More actions than any tenant has.
const ACTIONS_MAX: u64 = 10_000;

/// Why an import did not end.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Graph did not give what was asked for.
    #[error(transparent)]
    Graph(#[from] GraphError),
}

/// Imports what Graph has now. Saves why it failed, if it did.
pub async fn import_score(app: &App) -> Result<(), ImportError> {
    let tenant = &app.config.graph.tenant;
    let now = app.clock.now();
    let ended = import(app, now).await;
    match &ended {
        Ok(days) => tracing::info!(days, "Secure Score imported"),
        Err(ImportError::Graph(error)) => {
            tracing::warn!(%error, "Secure Score was not imported");
            app.store.fail_import(tenant, &error.problem(), now).await?;
        }
        Err(ImportError::Store(_)) => {}
    }
    app.live.publish(LiveEvent::Score(tenant.clone()));
    ended.map(drop)
}

async fn import(app: &App, now: Timestamp) -> Result<usize, ImportError> {
    let days = app.graph().days(days_to_ask(app, now).await?).await?;
    let profiles = app.graph().profiles().await?;
    let Some(latest) = days.items.iter().max_by_key(|day| date_of(day)) else {
        return Err(GraphError::Empty.into());
    };
    let mut actions = actions_of(&profiles.items, latest, now);
    if days.partial || profiles.partial {
        keep_absent(app, &mut actions).await?;
    }
    let import = assemble(actions, &days, &profiles);
    app.store.save_import(&app.config.graph.tenant, &import, now).await?;
    Ok(import.days.len())
}

fn assemble(
    actions: Vec<ImprovementAction>,
    days: &Answer<DayScores>,
    profiles: &Answer<ControlProfile>,
) -> ScoreImport {
    ScoreImport {
        actions,
        days: days.items.iter().filter_map(|day| day_of(day, &profiles.items)).collect(),
        points: days.items.iter().flat_map(points_of).collect(),
    }
}

/// One when the last import was today or yesterday, more after a longer pause, all at first.
async fn days_to_ask(app: &App, now: Timestamp) -> Result<usize, StoreError> {
    let day = |at: Timestamp| at.to_zoned_datetime(TimeZone::UTC).date();
    let Some(last) = app.store.imported_at(&app.config.graph.tenant).await? else { return Ok(DAYS_MAX) };
    Ok(days_between(day(last), day(now)).clamp(1, DAYS_MAX))
}

fn days_between(last: Date, today: Date) -> usize {
    let days = today.duration_since(last).as_hours() / 24;
    usize::try_from(days).unwrap_or(0) + 1
}

/// When Graph says that a provider failed, actions that are absent are not gone: they stay as they were.
async fn keep_absent(app: &App, actions: &mut Vec<ImprovementAction>) -> Result<(), StoreError> {
    tracing::warn!("Graph gave a part of Secure Score only: absent actions stay as they were");
    let stored = app
        .store
        .top_actions(
            &app.config.graph.tenant,
            &ActionFilter::default(),
            ActionSort::Rank(false),
            (0, ACTIONS_MAX),
        )
        .await?;
    let absent = stored.into_iter().filter(|old| actions.iter().all(|new| new.id != old.id));
    actions.extend(absent.collect::<Vec<_>>());
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_pause_of_the_portal_is_made_up_for() {
        assert_eq!(days_between(date(2026, 11, 24), date(2026, 11, 24)), 1);
        assert_eq!(days_between(date(2026, 11, 20), date(2026, 11, 24)), 5);
        assert_eq!(days_between(date(2026, 11, 25), date(2026, 11, 24)), 1, "a clock that stepped back");
    }
}
