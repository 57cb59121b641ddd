use super::*;

#[test]
fn every_class_says_what_failed() {
    for (class, words) in [
        (FaultClass::BodyTooLarge, "larger than this call allows"),
        (FaultClass::Closed, "closed before the answer was complete"),
        (FaultClass::Connect, "could not be made"),
        (FaultClass::Other, "the transport failed"),
        (FaultClass::Protocol, "not HTTP"),
        (FaultClass::Resolve, "could not be resolved"),
        (FaultClass::TimedOut, "no answer came"),
        (FaultClass::Tls, "TLS"),
    ] {
        let script = (0..3).fold(Scripted::new(), |script, _| script.fault(class, Sent::Perhaps));
        assert_says(&send(&script), ErrorKind::Transport, &["users.get:", words]);
    }
}

#[test]
fn what_was_not_sent_is_said_to_be_not_sent() {
    let script =
        (0..3).fold(Scripted::new(), |script, _| script.fault(FaultClass::Connect, Sent::Nothing));
    let words = ["after 3 attempts", "; the call was not sent"];
    assert_says(&send(&script), ErrorKind::Transport, &words);
}

/// The deadline passes while the token is fetched: a request was sent, but not that of the call.
#[test]
fn a_call_that_waits_for_its_token_until_the_end_was_not_sent() {
    let client = Client::new(config(), Arc::new(Scripted::new().silence()));
    let deadline = Some(Duration::from_millis(1500));
    let options = CallOptions { deadline, ..CallOptions::default() };
    let error = block_on(client.send_with(get(USER), options)).unwrap_err();
    assert_says(&error, ErrorKind::Deadline, &["; the call was not sent"]);
}

#[test]
fn the_source_is_in_the_chain() {
    let fault = Fault::new(FaultClass::Connect, Sent::Nothing)
        .with_source(std::io::Error::from(std::io::ErrorKind::ConnectionRefused));
    let error = Error::new(fault, Outcome::NotSent);
    assert!(StdError::source(&error).unwrap().to_string().contains("refused"));
}

#[test]
fn the_source_is_in_the_chain_when_it_was_the_token_that_failed() {
    let client = Client::new(config(), Arc::new(Scripted::new()));
    let error = block_on(client.send(get(USER))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(StdError::source(&error).unwrap().to_string(), "the script is over");
}

#[test]
fn a_deadline_names_its_length() {
    let client = Client::new(config(), Arc::new(Scripted::new().silence()));
    let token = Some(AccessToken::new("token").unwrap());
    let deadline = Some(Duration::from_millis(1500));
    let options = CallOptions { token, deadline, ..CallOptions::default() };
    let error = block_on(client.send_with(get(USER), options)).unwrap_err();
    assert_says(&error, ErrorKind::Deadline, &["deadline of 1500 ms"]);
}

#[test]
fn the_status_of_an_answer_that_broke_off_is_known() {
    let fault = Fault::new(FaultClass::Closed, Sent::Perhaps).with_status(http::StatusCode::OK);
    assert_eq!(Error::new(fault, Outcome::Accepted).status(), Some(http::StatusCode::OK));
}
