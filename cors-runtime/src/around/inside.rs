//! A handler's future under a policy.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::stacked::PolicyScope;

pin_project! {
    /// A handler's future, which is polled inside of the policy's scope.
    pub(crate) struct Inside<F> {
        scope: Option<PolicyScope>,
        #[pin]
        handler: F,
    }
}

impl<F> Inside<F> {
    pub(super) fn new(scope: Option<PolicyScope>, handler: F) -> Self {
        Self { scope, handler }
    }
}

impl<F: Future> Future for Inside<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        match this.scope {
            Some(scope) => scope.enter(|| this.handler.poll(cx)),
            None => this.handler.poll(cx),
        }
    }
}
