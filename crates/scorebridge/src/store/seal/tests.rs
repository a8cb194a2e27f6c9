use super::*;

fn place() -> Place {
    Place { owner: Owner::Connection(ConnectionId::generate()), column: "tokens" }
}

#[test]
fn what_was_sealed_opens_at_its_place_only() {
    let ring = KeyRing::ephemeral();
    let at = place();
    let envelope = ring.seal(at, b"secret");
    assert_eq!(ring.open(at, &envelope).unwrap().as_slice(), b"secret");
    for other in [place(), Place { column: "client-secret", ..at }] {
        assert!(matches!(ring.open(other, &envelope), Err(StoreError::Seal { .. })));
    }
}

#[test]
fn the_same_secret_is_sealed_differently_each_time() {
    let ring = KeyRing::ephemeral();
    let at = place();
    assert_ne!(ring.seal(at, b"secret"), ring.seal(at, b"secret"));
}

#[test]
fn every_changed_bit_is_noticed() {
    let ring = KeyRing::ephemeral();
    let at = place();
    let envelope = STANDARD_NO_PAD.decode(ring.seal(at, b"secret")).unwrap();
    for position in 0..envelope.len() {
        let mut changed = envelope.clone();
        changed[position] ^= 1;
        assert!(ring.open(at, &STANDARD_NO_PAD.encode(changed)).is_err(), "byte {position}");
    }
    for length in 0..envelope.len() {
        assert!(ring.open(at, &STANDARD_NO_PAD.encode(&envelope[..length])).is_err(), "cut to {length}");
    }
}

#[test]
fn a_new_key_on_top_seals_and_the_former_still_opens() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data/key");
    let at = place();
    let before = KeyRing::open_file(&path).unwrap().seal(at, b"secret");
    let former = std::fs::read_to_string(&path).unwrap();
    let line = format!("next {}", base64::engine::general_purpose::STANDARD.encode([7; KEY_LENGTH]));
    std::fs::write(&path, format!("# keys\n{line}\n\n{former}")).unwrap();

    let rotated = KeyRing::open_file(&path).unwrap();
    assert_eq!(rotated.open(at, &before).unwrap().as_slice(), b"secret");
    let after = rotated.seal(at, b"secret");
    std::fs::write(&path, former).unwrap();
    let Err(StoreError::Seal { key_id, .. }) = KeyRing::open_file(&path).unwrap().open(at, &after) else {
        panic!("the former key must not open what the next one sealed");
    };
    assert_eq!(key_id, "next");
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_a_new_key_file() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    KeyRing::open_file(&path).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_broken_key_file_is_named_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    for (text, reason) in [("", "it holds no key"), ("a short\n", "line 1"), ("# a\nb\n", "line 2")] {
        std::fs::write(&path, text).unwrap();
        let error = KeyRing::open_file(&path).err().unwrap().to_string();
        assert!(error.contains(reason) && error.contains("key"), "{text:?}: {error}");
    }
}
