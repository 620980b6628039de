/// How the steps of a slab line apply.
public enum SlabMode: UInt8, Hashable, Sendable {
    /// Each part of the quantity at the rate of its own step.
    case telescopic = 0
    /// The whole quantity at the rate of the step that it reaches.
    case wholeVolume = 1
    /// The price of the step that the quantity reaches, in paise, whatever the quantity in it: a fare. Never scaled by days.
    case stepLookUp = 2
}
