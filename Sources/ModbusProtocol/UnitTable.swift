/// A value for each unit of a line that has one, found by its number without hashing. No unit loses its value again.
struct UnitTable<Value: Sendable>: Sendable {
    /// Where in ``values`` each of the 256 units is, plus one; 0 for a unit without a value.
    private var places = [UInt16](repeating: 0, count: 256)
    /// In the order in which units were given.
    private(set) var values: [Value] = []
    private(set) var units: [UInt8] = []

    init(_ values: [UInt8: Value]) {
        for (unit, value) in values.sorted(by: { $0.key < $1.key }) { self[unit] = value }
    }

    subscript(unit: UInt8) -> Value? {
        get {
            let place = self.places[Int(unit)]
            return place == 0 ? nil : self.values[Int(place) - 1]
        }
        set {
            guard let newValue else { return }
            let place = self.places[Int(unit)]
            guard place == 0 else {
                self.values[Int(place) - 1] = newValue
                return
            }
            self.values.append(newValue)
            self.units.append(unit)
            self.places[Int(unit)] = UInt16(self.values.count)
        }
    }
}
