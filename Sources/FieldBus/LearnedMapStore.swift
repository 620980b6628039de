/// Keeps what reading devices has taught, beyond the life of a process.
///
/// Called on a bus's thread: an implementation answers from memory and writes elsewhere.
public protocol LearnedMapStore: Sendable {
    func learned(of model: DeviceModel) -> LearnedMap?

    func keep(_ map: LearnedMap, of model: DeviceModel)
}
