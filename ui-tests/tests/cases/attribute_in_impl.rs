use cors_runtime::Policy;
use cors_runtime::attr::cors;

static API: Policy = cors_runtime::cors! { allow_origins = ["https://example.com"] };

struct Users;

impl Users {
    #[cors(API)]
    async fn method(&self) {}

    #[cors(API)]
    async fn boxed(self: Box<Self>) {}

    #[cors(API)]
    async fn new() -> Self {
        Self
    }

    #[cors(API)]
    async fn list() -> usize {
        [Self::COUNT].len()
    }

    const COUNT: usize = 1;
}

trait Api {
    #[cors(API)]
    async fn required();

    #[cors(API)]
    async fn provided(&self) {}
}

impl Api for Users {
    async fn required() {}
}

fn main() {
    let _ = (Users::method, Users::boxed, Users::new, Users::list);
}
