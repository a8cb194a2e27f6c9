//! Rules of IP address access: nobody locks himself out (protocol 6.2).

use std::net::IpAddr;

use super::Draft;
use crate::engine::Session;
use crate::random::named_id;
use crate::refusals::Refusal;

const RULE: &str = "Prevent lockout";

/// Refuses a denying range that covers the caller's own address.
pub(super) fn before(session: &Session, draft: &Draft) -> Result<(), Refusal> {
    let Some(own) = session.caller().address.filter(|_| !session.is_trusted()) else {
        return Ok(());
    };
    let address = |field: &str| draft.get(field).trim().parse::<IpAddr>().ok();
    let Some(first) = address("range_start") else {
        return Ok(());
    };
    let last = address("range_end").unwrap_or(first);
    let denies = draft.get("type") == "deny" && draft.record.is_true("active");
    if denies && (first..=last).contains(&own) {
        return Err(Refusal::aborted("ip_access", RULE, &named_id(RULE)));
    }
    Ok(())
}
