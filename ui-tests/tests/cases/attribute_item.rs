use cors_runtime::Policy;
use cors_runtime::attr::cors;

static API: Policy = cors_runtime::cors! { allow_origins = ["https://example.com"] };

#[cors(API)]
struct Users;

impl Users {
    #[cors(API)]
    async fn list(&self) {}

    #[cors(API)]
    async fn new() -> Self {
        Self
    }
}

#[cors(API)]
mod users {}

#[cors(API)]
static ANOTHER: &Policy = &API;

fn main() {
    let _ = (Users::list, Users::new);
}
