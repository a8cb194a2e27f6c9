//! The way to the instance: what the first look says of name, proxy, certificate, filter, sleep, service and clock.

use std::time::Duration;

use super::{CheckName, Seen, cannot_tell, failed, passed, waiting, warned};
use crate::connection::{InstanceFacts, Place, supported};
use crate::message::Message;

/// A person notices, and the quota of a transaction (60 s, protocol 6.6) is near when several such calls follow.
const SLOW: Duration = Duration::from_secs(2);

/// What the first look at an instance gave.
pub(crate) struct Door<'a> {
    /// The instance, with our own addresses.
    pub(crate) place: Place<'a>,
    /// How many addresses its name has; `None` when the name was not looked up by us.
    pub(crate) addresses: Option<usize>,
    /// The facts, or what stands in the way.
    pub(crate) facts: &'a Result<InstanceFacts, Message>,
    /// The release as the instance told it later, with a token.
    pub(crate) told_release: Option<servicenow_client::Release>,
}

/// What the first look says of one check of the way; `None` for a check that is none of the way.
pub(crate) fn way_seen(door: &Door<'_>, name: CheckName) -> Option<Seen> {
    Some(match name {
        CheckName::HostAllowed => door.host_allowed(),
        CheckName::NameLookup => door.name_lookup(),
        CheckName::Proxy => door.proxy(),
        CheckName::Certificate => door.certificate(),
        CheckName::AddressAllowed => door.part(&BLOCKED, "evidence-address-allowed"),
        CheckName::Awake => door.part(&["problem-hibernating"], "evidence-awake"),
        CheckName::InService => door.part(&["problem-maintenance"], "evidence-in-service"),
        CheckName::InstanceReachable => door.reachable(),
        CheckName::AnswerTime => door.answer_time(),
        CheckName::Clock => door.clock(),
        CheckName::Release => door.release(),
        _ => return None,
    })
}

const BLOCKED: [&str; 2] = ["problem-address-blocked", "problem-address-blocked-unlisted"];
const NOT_ALLOWED: [&str; 1] = ["problem-host-not-allowed"];
const NO_ADDRESS: [&str; 2] = ["problem-dns", "problem-private-address"];
const STOPPED_BY_PROXY: [&str; 3] = ["problem-proxy", "problem-proxy-down", "problem-proxy-sign-in"];
const NOT_TRUSTED: [&str; 3] = ["problem-tls", "problem-tls-expired", "problem-tls-name"];
const NO_CONNECTION: [&str; 3] = ["problem-connect", "problem-timeout", "problem-interrupted"];

impl Door<'_> {
    /// What stands in the way, unless it is the age of the release.
    fn problem(&self) -> Option<&Message> {
        self.facts.as_ref().err().filter(|problem| problem.key != "problem-release-old")
    }

    fn stopped_by(&self, keys: &[&str]) -> Option<&Message> {
        self.problem().filter(|problem| keys.contains(&problem.key.as_str()))
    }

    fn named(&self, key: &str) -> Message {
        let host = self.place.instance.as_url().host_str().unwrap_or_default();
        Message::new(key).with("host", host).with("instance", self.place.instance.name())
    }

    /// The host is on the list, or there is none.
    fn host_allowed(&self) -> Seen {
        match self.stopped_by(&NOT_ALLOWED) {
            Some(problem) => failed(problem.clone()),
            None => passed(self.named("evidence-host-allowed")),
        }
    }

    fn name_lookup(&self) -> Seen {
        if self.stopped_by(&NOT_ALLOWED).is_some() {
            return waiting();
        }
        match (self.stopped_by(&NO_ADDRESS), self.place.proxy, self.addresses) {
            (Some(problem), ..) => failed(problem.clone()),
            (None, Some(proxy), _) => passed(self.named("evidence-name-by-proxy").with("proxy", proxy)),
            (None, None, Some(count)) => passed(self.named("evidence-name").with("count", count)),
            (None, None, None) => passed(self.named("evidence-name-number")),
        }
    }

    fn proxy(&self) -> Seen {
        let Some(proxy) = self.place.proxy else { return passed(self.named("evidence-proxy-none")) };
        if let Some(problem) = self.stopped_by(&STOPPED_BY_PROXY) {
            return failed(problem.clone());
        }
        if self.is_stopped_before_tls() {
            return waiting();
        }
        passed(self.named("evidence-proxy").with("proxy", proxy))
    }

    fn certificate(&self) -> Seen {
        if let Some(problem) = self.stopped_by(&NOT_TRUSTED) {
            return failed(problem.clone());
        }
        if self.stopped_by(&STOPPED_BY_PROXY).is_some() || self.is_stopped_before_tls() {
            return waiting();
        }
        let is_plain = self.place.instance.as_url().scheme() == "http";
        passed(self.named(if is_plain { "evidence-certificate-none" } else { "evidence-certificate" }))
    }

    /// Nothing was connected to, or it is not known how far a call came.
    fn is_stopped_before_tls(&self) -> bool {
        let causes = [&NOT_ALLOWED[..], &NO_ADDRESS, &NO_CONNECTION];
        causes.into_iter().any(|keys| self.stopped_by(keys).is_some())
    }

    /// One cause of no entry: it is there, or something else is and nothing can be said, or we are in.
    fn part(&self, causes: &[&str], evidence: &str) -> Seen {
        match (self.stopped_by(causes), self.problem()) {
            (Some(problem), _) => failed(problem.clone()),
            (None, Some(_)) => waiting(),
            (None, None) => passed(self.named(evidence)),
        }
    }

    fn reachable(&self) -> Seen {
        match self.problem() {
            Some(problem) => failed(problem.clone()),
            None => passed(self.named("evidence-reachable")),
        }
    }

    fn answer_time(&self) -> Seen {
        let Ok(facts) = self.facts else { return waiting() };
        let seconds = format!("{:.1}", facts.answered_in.as_secs_f64());
        if facts.answered_in >= SLOW {
            return warned(self.named("problem-slow").with("seconds", seconds));
        }
        passed(self.named("evidence-answer-time").with("seconds", seconds))
    }

    fn clock(&self) -> Seen {
        let Ok(facts) = self.facts else { return waiting() };
        if let Some(warning) = facts.warnings.iter().find(|warning| warning.key == "problem-clock") {
            return warned(warning.clone());
        }
        match facts.clock_ahead {
            Some(_) => passed(self.named("evidence-clock")),
            None => cannot_tell(self.named("unknown-clock")),
        }
    }

    /// The statistics page may be closed; with a token the properties can be asked.
    fn release(&self) -> Seen {
        let unknown = || warned(self.named("problem-release-unknown"));
        match (self.facts, &self.told_release) {
            (Err(problem), _) if problem.key == "problem-release-old" => failed(problem.clone()),
            (Err(_), _) => waiting(),
            (Ok(InstanceFacts { release: Some(name), .. }), _) => {
                passed(self.named("evidence-release").with("release", name))
            }
            (Ok(_), Some(release)) => match supported(release, self.place) {
                Ok(()) => passed(self.named("evidence-release").with("release", release.family())),
                Err(problem) => failed(problem),
            },
            (Ok(_), None) => unknown(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection::Outcome;

    fn seen(problem: Message, name: CheckName) -> (Outcome, String) {
        let instance = "acme".parse().unwrap();
        let door = Door {
            place: Place { instance: &instance, egress: &[], proxy: Some("proxy.example:3128") },
            addresses: None,
            facts: &Err(problem),
            told_release: None,
        };
        let (outcome, evidence) = way_seen(&door, name).unwrap();
        (outcome, evidence.key)
    }

    #[test]
    fn a_proxy_is_judged_by_its_own_refusals_only() {
        for key in STOPPED_BY_PROXY {
            assert_eq!(seen(Message::new(key), CheckName::Proxy), (Outcome::Failed, key.to_owned()));
            assert_eq!(seen(Message::new(key), CheckName::Certificate).0, Outcome::Waiting);
        }
        let other = Message::new("problem-hibernating");
        assert_eq!(seen(other, CheckName::Proxy), (Outcome::Passed, "evidence-proxy".to_owned()));
        assert_eq!(seen(Message::new("problem-timeout"), CheckName::Proxy).0, Outcome::Waiting);
    }

    #[test]
    fn what_was_not_reached_is_not_judged() {
        let unknown = Message::new("problem-dns");
        for name in [CheckName::Certificate, CheckName::AddressAllowed, CheckName::Awake, CheckName::Clock] {
            assert_eq!(seen(unknown.clone(), name).0, Outcome::Waiting, "{name:?}");
        }
        assert_eq!(seen(unknown, CheckName::NameLookup).0, Outcome::Failed);
        let forbidden = Message::new("problem-host-not-allowed");
        assert_eq!(seen(forbidden.clone(), CheckName::HostAllowed).0, Outcome::Failed);
        assert_eq!(seen(forbidden, CheckName::NameLookup).0, Outcome::Waiting);
    }
}
