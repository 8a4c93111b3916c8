//! An application of loco.

use async_trait::async_trait;
use loco_rs::app::{AppContext, Hooks};
use loco_rs::bgworker::Queue;
use loco_rs::boot::{BootResult, StartMode, create_app};
use loco_rs::config::Config;
use loco_rs::controller::{AppRoutes, Routes};
use loco_rs::environment::Environment;
use loco_rs::task::Tasks;

// In the documentation:
use cors_runtime::{Policy, cors, tower::CorsLayer};

static API: Policy =
    cors! { allow_origins = ["https://app.example.com"], allow_credentials = true };
// End.

/// The application.
#[derive(Debug)]
pub struct App;

#[async_trait]
impl Hooks for App {
    fn app_name() -> &'static str {
        "hello"
    }

    async fn boot(
        mode: StartMode,
        environment: &Environment,
        config: Config,
    ) -> loco_rs::Result<BootResult> {
        create_app::<Self>(mode, environment, config).await
    }

    fn routes(_: &AppContext) -> AppRoutes {
        AppRoutes::with_default_routes()
            .add_route(Routes::new().add("/", axum::routing::get(async || "hello")))
    }

    // In the documentation:
    async fn after_routes(router: axum::Router, _: &AppContext) -> loco_rs::Result<axum::Router> {
        Ok(router.layer(CorsLayer::new(&API)))
    }
    // End.

    async fn connect_workers(_: &AppContext, _: &Queue) -> loco_rs::Result<()> {
        Ok(())
    }

    fn register_tasks(_: &mut Tasks) {}
}
