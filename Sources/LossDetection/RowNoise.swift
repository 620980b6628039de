/// How far a row's balance may be off by what no parameter describes, before it was measured.
struct RowNoise: Sendable {
    private let resolution: Double
    private let houseResolutions: [Double]
    /// Of meters' clocks against each other, in intervals.
    private let clock: Double
    private let darkWatts: [Double]

    init(_ state: FeederState, clockSeconds: Double) {
        let topology = state.topology
        self.resolution = topology.transformer.register.resolution
        self.houseResolutions = topology.houses.map(\.register.resolution)
        self.clock = clockSeconds / state.interval
        self.darkWatts = (0..<state.channels).map { channel in
            topology.declaredLoads.filter { $0.schedule == .duskToDawn }.reduce(0) {
                $0 + $1.watts * $1.share(ofChannel: channel, of: state.channels)
            }
        }
    }

    /// Wh².
    func variance(_ row: EnergyRow, members: [Int]) -> Double {
        let steps = members.reduce(self.resolution * self.resolution) {
            $0 + self.houseResolutions[$1] * self.houseResolutions[$1]
        }
        // A register is rounded down at both ends; a clock shifts the power of the first and the last interval.
        let quantities = steps / 6
        let perInterval = row.roughness * self.clock * self.clock / max(1, Double(row.end - row.start)) * 2
        let curve = 0.001 * row.delivered
        // In a gap nobody knows when the current flowed: with its square goes the loss.
        let shape =
            (0.06 + 0.4 * Double(row.unread) / Double(max(1, row.end - row.start))) * (row.loss + row.copper)
            + 0.6 * row.guessed
        // Lamps that are on when the supply fails are off with it, and while nobody reads nobody knows.
        let unread = Double(row.unread) / Double(max(1, row.end - row.start))
        let dark = (0.06 + 0.5 * unread) * self.darkWatts[row.channel] * row.hours
        return quantities + perInterval + curve * curve + shape * shape + dark * dark + row.doubt + 4
    }
}
