internal import StrictYAML

extension Scene {
    /// A row of like devices in one mapping: units and serial numbers count up.
    struct Row {
        static let keys = ["count", "first_unit", "profile", "first_serial"]

        let count: Int
        private let firstUnit: Int
        private let profile: String
        private let firstSerial: Int?
        private let node: YAMLNode

        init(_ node: YAMLNode, _ fields: YAMLFields) throws(YAMLError) {
            self.node = node
            self.count = try fields.required("count").integer(1...SceneLimits.units.count)
            self.firstUnit = try fields.integer("first_unit", SceneLimits.units, default: 1)
            let last = self.firstUnit + self.count - 1
            guard last <= SceneLimits.units.upperBound else {
                throw node.error(
                    "units \(self.firstUnit) to \(last)", expected: "units up to \(SceneLimits.units.upperBound)",
                    advice: "Lower count or first_unit, or use a second line.")
            }
            self.profile = try fields.required("profile").text()
            self.firstSerial = try fields["first_serial"]?.integer(1...4_000_000_000)
        }

        /// - Parameter index: 0 to ``count`` − 1.
        func device(_ index: Int, manner: Manner = Manner()) -> Device {
            Device(
                unit: UInt8(self.firstUnit + index), profile: self.profile,
                serial: self.firstSerial.map { String($0 + index) }, manner: manner, location: self.node.location)
        }
    }
}
