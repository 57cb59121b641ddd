use super::*;

fn full() -> Checkpoint {
    let sweep = Sweep {
        started: 1_717_200_000,
        since: Some(19_844),
        end: Some(19_800),
        width: Some(365),
        clean: true,
        found: 12,
        pages: 30,
        rows: 21_600,
        trust_floor: true,
    };
    Checkpoint {
        proven: Some(1_717_100_000),
        watermark: Some(1_717_110_000),
        changes_from: Some(1_717_120_000),
        claim: Some((1_717_130_000, 70_000)),
        increment: Some(sweep.clone()),
        full: Some(sweep),
        next_increment: 1_717_200_000,
        may_increment: 1_717_200_000,
        bulk_day: 19_844,
        next_accounts: 1_717_200_000,
        next_full: 1_717_200_000,
        full_every: 2_419_200,
        eager: 1,
        capacity: 1_000,
        linked: true,
        id_room: 49,
        width: Some(365),
        floor: Some(-3),
        counted: 21_600,
        control: Some("2c9a1f40-5d6e-4f70-8a91-b2c3d4e5f607".into()),
        sighted_at: 1_717_200_000,
        blank_at: 1_717_200_000,
        bias: BTreeMap::from([(1, -2), (u64::MAX, 3)]),
        odd: Some(7),
        rebias: true,
        calm_until: 1_717_200_000,
        calm: 2_419_200,
    }
}

#[test]
fn a_checkpoint_comes_back_as_it_was_stored() {
    for checkpoint in [Checkpoint::default(), full()] {
        assert_eq!(Checkpoint::from_bytes(&checkpoint.to_bytes()), Ok(checkpoint));
    }
}

#[test]
fn a_checkpoint_with_everything_in_it_is_small() {
    let length = full().to_bytes().len();
    assert!(length <= 210, "{length} bytes");
}

#[test]
fn a_checkpoint_of_a_newer_version_is_refused_by_its_number() {
    let mut bytes = full().to_bytes();
    bytes[0] = 2;
    let refused = Checkpoint::from_bytes(&bytes).unwrap_err();
    assert_eq!(refused, CheckpointError::Newer { version: 2, known: 1 });
}

#[test]
fn bytes_that_are_cut_off_or_go_on_are_no_checkpoint() {
    let bytes = full().to_bytes();
    for length in 0..bytes.len() {
        assert!(Checkpoint::from_bytes(&bytes[..length]).is_err(), "{length}");
    }
    let longer = [bytes.as_slice(), &[0]].concat();
    assert_eq!(Checkpoint::from_bytes(&longer), Err(CheckpointError::Malformed));
}

#[test]
fn a_time_that_no_machine_could_reckon_with_is_refused() {
    let far = Checkpoint { next_full: i64::MAX, ..full() };
    assert_eq!(Checkpoint::from_bytes(&far.to_bytes()), Err(CheckpointError::Malformed));
}

#[test]
fn what_is_known_of_a_copy_can_be_told_from_its_checkpoint_alone() {
    let standing = full().standing();
    assert_eq!(standing.as_of, Some(UnixTime::from_seconds(1_717_100_000)));
    assert_eq!(standing.awaiting, Some(UnixTime::from_seconds(1_717_130_000)));
    assert_eq!(standing.full.unwrap().unread, Some(Day::new(19_800)));
    assert!(standing.is_backfilled);
    assert_eq!(Checkpoint::default().standing(), Standing::default());
}
