internal import HashTreeCollections

/// A dictionary whose copies share what neither has changed since: blocks are built and checked on copies of the state.
struct Lookup<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private var values: TreeDictionary<Key, Value> = [:]

    subscript(key: Key) -> Value? {
        get { self.values[key] }
        set { self.values[key] = newValue }
    }
}
