//! The keys for headers next to the CORS protocol, as they are written.

use cors_tables::neighbours::{Neighbours, ResourcePolicy, StorageAccess, TimingAllowOrigin};

use crate::location::Located;

/// The values of the keys, with their locations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WrittenNeighbours {
    /// `timing_allow_origin`
    pub timing: Option<Located<TimingAllowOrigin>>,
    /// `cross_origin_resource_policy`
    pub resource_policy: Option<Located<ResourcePolicy>>,
    /// `activate_storage_access`
    pub storage_access: Option<Located<StorageAccess>>,
}

impl WrittenNeighbours {
    /// The values, as the tables have them.
    #[must_use]
    pub fn values(&self) -> Neighbours {
        let Self { timing, resource_policy, storage_access } = self;
        Neighbours {
            timing: timing.as_ref().map(|timing| timing.value),
            resource_policy: resource_policy.as_ref().map(|policy| policy.value),
            storage_access: storage_access.as_ref().map(|access| access.value),
        }
    }
}
