extension Scene {
    /// A meter or relay module that stands by itself: no house or transformer, and no part in the neighbourhood's
    /// balance of energy.
    public struct PlainDevice: Sendable {
        public let device: Device
        /// Average consumption of all phases together.
        public let wattHoursPerDay: Int64
        public let initialWattHours: Int64
    }
}
