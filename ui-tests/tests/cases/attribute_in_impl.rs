use cors_runtime::Policy;
use cors_runtime::attr::cors;

static API: Policy = cors_runtime::cors! { allow_origins = ["https://example.com"] };

struct Users;

impl Users {
    #[cors(API)]
    async fn list() {}
}

fn main() {
    let _ = Users::list;
}
