//! Demo data: plausible records where clients expect plenty.

use super::Session;
use crate::refusals::Refusal;

pub(super) fn fill(_session: &Session) -> Result<(), Refusal> {
    Ok(())
}
