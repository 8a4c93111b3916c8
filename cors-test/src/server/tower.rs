//! Tower services.

use std::future::poll_fn;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::{BodyExt as _, Full};
use tower_service::Service;

use super::{Framework, Server, ServerError};

/// A tower service that answers HTTP requests, such as an axum `Router`.
#[derive(Clone, Copy, Debug)]
pub struct Tower;

impl<S, B> Server<Tower> for S
where
    S: Service<Request<Full<Bytes>>, Response = Response<B>>,
    S::Error: Into<ServerError>,
    B: Body,
    B::Error: Into<ServerError>,
{
    async fn respond(&mut self, request: Request<Bytes>) -> Result<Response<Bytes>, ServerError> {
        poll_fn(|cx| self.poll_ready(cx)).await.map_err(Into::into)?;
        let response = self.call(request.map(Full::new)).await.map_err(Into::into)?;
        let (head, body) = response.into_parts();
        let body = body.collect().await.map_err(Into::into)?;
        Ok(Response::from_parts(head, body.to_bytes()))
    }

    fn framework(&self) -> Framework {
        Framework::Tower
    }
}
