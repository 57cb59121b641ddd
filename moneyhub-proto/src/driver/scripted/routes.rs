//! Answers by route, apart from the script.

use std::collections::VecDeque;

use bytes::Bytes;
use http::Response;

use crate::codec::Outgoing;

/// The answers, in the order in which they were set.
#[derive(Default)]
pub(super) struct Routes {
    tokens: bool,
    handed_out: u32,
    routes: Vec<Route>,
}

struct Route {
    /// An operation such as `users.get`, or a method and a template such as `GET /users/{userId}`.
    name: String,
    /// One for each request; the last stays.
    replies: VecDeque<Response<Bytes>>,
}

impl Routes {
    pub(super) const fn give_tokens(&mut self) {
        self.tokens = true;
    }

    pub(super) fn add(&mut self, name: &str, reply: Response<Bytes>) {
        match self.routes.iter_mut().find(|route| route.name == name) {
            Some(route) => route.replies.push_back(reply),
            None => self.routes.push(Route { name: name.to_owned(), replies: [reply].into() }),
        }
    }

    /// The answer to this request, if there is one for its route.
    pub(super) fn answer(&mut self, request: &Outgoing) -> Option<Response<Bytes>> {
        let route = format!("{} {}", request.method().as_str(), request.template());
        let fits = |it: &&mut Route| it.name == route || it.name == request.name();
        if let Some(found) = self.routes.iter_mut().find(fits) {
            return match found.replies.len() {
                0 | 1 => found.replies.front().cloned(),
                _ => found.replies.pop_front(),
            };
        }
        if !self.tokens || route != "POST /oidc/token" {
            return None;
        }
        self.handed_out = self.handed_out.saturating_add(1);
        let number = self.handed_out;
        Some(Response::new(Bytes::from(format!(
            r#"{{"access_token":"scripted-token-{number}","token_type":"Bearer","expires_in":7200}}"#
        ))))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::{
        api::users,
        config::Config,
        driver::{Client, blocking, scripted::Scripted},
        ground::error::ErrorKind,
    };

    fn config() -> Config {
        Config::builder().client_id("client").client_secret("secret").build().unwrap()
    }

    #[test]
    fn tokens_are_given_without_taking_from_the_script() {
        let script = Scripted::new().with_tokens().reply(200, r#"{"userId":"u1"}"#);
        let client = blocking::Client::new(config(), Arc::new(script.clone()));
        client.send(users::Get { user_id: "u1".into() }).unwrap();
        let paths: Vec<_> = script.requests().iter().map(|it| it.uri().path().to_owned()).collect();
        assert_eq!(paths, ["/oidc/token", "/users/u1"]);
        let sent = script.requests()[1].headers()["authorization"].to_str().unwrap().to_owned();
        assert_eq!(sent, "Bearer scripted-token-1");
    }

    #[test]
    fn a_route_is_answered_by_its_operation_or_by_method_and_template_however_often() {
        let script = Scripted::new().with_tokens().on("users.get", 200, r#"{"userId":"u1"}"#).on(
            "DELETE /users/{userId}",
            404,
            "",
        );
        let client = blocking::Client::new(config(), Arc::new(script));
        for _ in 0..3 {
            client.send(users::Get { user_id: "u1".into() }).unwrap();
            let error = client.send(users::Delete { user_id: "u1".into() }).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::NotFound);
        }
    }

    #[test]
    fn a_route_with_several_answers_gives_each_once_and_the_last_ever_after() {
        let script = Scripted::new().with_tokens().on("users.get", 503, "").on(
            "users.get",
            200,
            r#"{"userId":"u1"}"#,
        );
        let client = Client::new(config(), Arc::new(script.clone()));
        let get = || client.send(users::Get { user_id: "u1".into() });
        for _ in 0..2 {
            pollster::block_on(get()).unwrap();
        }
        // The token, the 503, and two answers.
        assert_eq!(script.requests().len(), 4);
    }

    #[test]
    fn what_no_route_is_for_is_answered_by_the_script() {
        let script = Scripted::new().with_tokens().on("users.get", 500, "").reply(204, "");
        let client = blocking::Client::new(config(), Arc::new(script.clone()));
        client.send(users::Delete { user_id: "u1".into() }).unwrap();
        assert_eq!(script.left(), 0);
    }
}
