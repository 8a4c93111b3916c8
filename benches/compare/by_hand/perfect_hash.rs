//! A set of origins for one list that is known in advance.
//!
//! Two words of the origin and its length distinguish all origins of the list, which is obvious to its
//! author; so the hash is one multiplication. Hash and displace, as in C. Belazzougui, F. Botelho, M.
//! Dietzfelbinger, *Hash, Displace, and Compress*, 2009.

/// Origins, each in a separate slot.
#[derive(Debug)]
pub(crate) struct PerfectHash {
    slots: Vec<&'static [u8]>,
    pilots: Vec<u16>,
}

impl PerfectHash {
    /// The set of `origins`, which differ in the hashed bytes.
    pub(crate) fn new(origins: &[&'static str]) -> Self {
        let mut buckets = vec![Vec::new(); origins.len() / 4 + 1];
        for origin in origins {
            let hash = hash(origin.as_bytes()).expect("an origin of the list is long enough");
            buckets[reduce(hash, origins.len() / 4 + 1)].push((hash, origin.as_bytes()));
        }
        let mut set = Self {
            slots: vec![b"".as_slice(); origins.len() * 5 / 4 + 1],
            pilots: vec![0; buckets.len()],
        };
        let mut order: Vec<usize> = (0..buckets.len()).collect();
        order.sort_by_key(|&bucket| std::cmp::Reverse(buckets[bucket].len()));
        for bucket in order {
            set.place(bucket, &buckets[bucket]);
        }
        set
    }

    /// Finds the pilot with which all origins of a bucket fall into free slots.
    fn place(&mut self, bucket: usize, members: &[(u64, &'static [u8])]) {
        for pilot in 0..=u16::MAX {
            let mut taken: Vec<usize> =
                members.iter().map(|&(hash, _)| slot(hash, pilot, self.slots.len())).collect();
            taken.sort_unstable();
            taken.dedup();
            if taken.len() == members.len() && taken.iter().all(|&at| self.slots[at].is_empty()) {
                for &(hash, origin) in members {
                    let at = slot(hash, pilot, self.slots.len());
                    self.slots[at] = origin;
                }
                self.pilots[bucket] = pilot;
                return;
            }
        }
        panic!("no pilot for {members:?}");
    }

    /// Whether `origin` is in the set.
    #[inline]
    pub(crate) fn contains(&self, origin: &[u8]) -> bool {
        let Some(hash) = hash(origin) else { return false };
        let pilot = self.pilots[reduce(hash, self.pilots.len())];
        self.slots[slot(hash, pilot, self.slots.len())] == origin
    }
}

/// The first bytes after `https://`, as two words that overlap, and the length.
#[inline]
fn hash(origin: &[u8]) -> Option<u64> {
    const KEY: u64 = 0x9e37_79b9_7f4a_7c15;
    let start = origin.first_chunk::<20>()?;
    let one = u64::from_le_bytes(*start[8..].first_chunk()?);
    let two = u64::from_le_bytes(*start[12..].first_chunk()?);
    Some(fold(one ^ KEY, two ^ KEY.rotate_left(32) ^ origin.len() as u64))
}

#[inline]
fn slot(hash: u64, pilot: u16, slots: usize) -> usize {
    reduce((hash ^ u64::from(pilot)).wrapping_mul(0xd6e8_feb8_6659_fd93), slots)
}

#[inline]
fn fold(one: u64, two: u64) -> u64 {
    let product = u128::from(one) * u128::from(two);
    (product as u64) ^ (product >> 64) as u64
}

#[inline]
fn reduce(hash: u64, n: usize) -> usize {
    ((u128::from(hash) * n as u128) >> 64) as usize
}
