use aws_lc_rs::hmac::sign;
use proptest::prelude::*;

use super::*;

const NOW: &str = "2026-11-23T13:34:00Z";
const BODY: &[u8] =
    br#"{"event":"ticket.changed","table":"incident","correlation_id":"019ab0c1-0000-7000-8000-000000000001"}"#;

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn signed(secret: &SecretString, time: &str, body: &[u8]) -> String {
    let key = STANDARD.decode(secret.expose_secret()).unwrap();
    let text = [time.as_bytes(), b".", body].concat();
    format!("v1={}", STANDARD.encode(sign(&Key::new(HMAC_SHA256, &key), &text)))
}

fn read(time: &str, body: &[u8], now: Timestamp) -> Result<Note, NoteRefusal> {
    let secret = new_webhook_secret();
    let signature = signed(&secret, time, body);
    let note = NoteSignature { time, signature: &signature };
    read_note(&secret, note, body, now).map(|(note, _)| note)
}

#[test]
fn a_signed_note_names_its_ticket() {
    let ticket = TicketId::parse("019ab0c1-0000-7000-8000-000000000001").unwrap();
    assert_eq!(read(&now().as_second().to_string(), BODY, now()), Ok(Note::TicketChanged(ticket)));
    assert_eq!(read(&now().as_second().to_string(), br#"{"event":"ping"}"#, now()), Ok(Note::Ping));
}

/// The vector was made with OpenSSL: `printf '1700000000.{"event":"ping"}' | openssl dgst -sha256 -mac HMAC
/// -macopt hexkey:000102..1f -binary | base64`.
#[test]
fn the_signature_is_hmac_with_sha_256() {
    let secret = SecretString::from("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    let signature = "v1=x5ivdSTvp4rEF6uEPLHhuk24syWV0Na6AxxLuE4Nz6c=";
    let note = NoteSignature { time: "1700000000", signature };
    let read =
        read_note(&secret, note, br#"{"event":"ping"}"#, Timestamp::from_second(1_700_000_000).unwrap());
    assert_eq!(read.unwrap().0, Note::Ping);
}

#[test]
fn another_secret_is_refused() {
    let time = now().as_second().to_string();
    let signature = signed(&new_webhook_secret(), &time, BODY);
    let note = NoteSignature { time: &time, signature: &signature };
    assert_eq!(read_note(&new_webhook_secret(), note, BODY, now()), Err(NoteRefusal::WrongSignature));
}

#[test]
fn a_note_is_taken_within_five_minutes_of_its_time_only() {
    let at = |seconds: i64| (now().as_second() + seconds).to_string();
    for seconds in [-300, 0, 300] {
        assert!(read(&at(seconds), BODY, now()).is_ok(), "{seconds}");
    }
    for seconds in [-301, 301, -86_400] {
        assert_eq!(read(&at(seconds), BODY, now()), Err(NoteRefusal::OutOfTime), "{seconds}");
    }
}

#[test]
fn the_time_is_part_of_what_is_signed() {
    let secret = new_webhook_secret();
    let signature = signed(&secret, &now().as_second().to_string(), BODY);
    let later = (now().as_second() + 60).to_string();
    let note = NoteSignature { time: &later, signature: &signature };
    assert_eq!(read_note(&secret, note, BODY, now()), Err(NoteRefusal::WrongSignature));
}

#[test]
fn a_malformed_signature_is_told_from_a_wrong_one() {
    let secret = new_webhook_secret();
    for (time, signature) in [("", "v1="), ("+1", "v1=AAAA"), ("1", ""), ("1", "v2=AAAA"), ("x", "v1=*")] {
        let read = read_note(&secret, NoteSignature { time, signature }, BODY, now());
        assert_eq!(read, Err(NoteRefusal::Unsigned), "{time} {signature}");
    }
}

#[test]
fn a_signed_body_of_another_shape_is_refused() {
    let time = now().as_second().to_string();
    for body in [&b"{}"[..], b"[]", b"", b"{\"event\":\"ticket.changed\"}", b"{\"event\":\"other\"}"] {
        assert_eq!(read(&time, body, now()), Err(NoteRefusal::UnknownShape));
    }
}

proptest! {
    #[test]
    fn no_other_body_passes_under_a_signature(mut body in proptest::collection::vec(any::<u8>(), 1..200), at in any::<prop::sample::Index>()) {
        let secret = new_webhook_secret();
        let time = now().as_second().to_string();
        let signature = signed(&secret, &time, &body);
        let place = at.index(body.len());
        body[place] ^= 1;
        let note = NoteSignature { time: &time, signature: &signature };
        prop_assert_eq!(read_note(&secret, note, &body, now()), Err(NoteRefusal::WrongSignature));
    }
}
