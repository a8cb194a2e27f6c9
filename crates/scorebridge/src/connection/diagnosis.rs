//! Recognises what stands in the way, and names the way out. Every problem is a [`Message`] with a key `problem-...`;
//! its way out stands in the catalogue under the same key with `-way-out` and takes the same arguments.

use crate::message::Message;

/// The way out of a problem.
pub fn way_out(problem: &Message) -> Message {
    Message { key: format!("{}-way-out", problem.key), args: problem.args.clone() }
}
