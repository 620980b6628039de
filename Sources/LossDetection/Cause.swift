/// What could make a balance not close.
enum Cause: Hashable, Sendable {
    /// A load on a phase that no meter counts, by blocks of the day.
    case tap(channel: Int)
    /// A house's meter counts a part of what passes, or too much.
    case gain(house: Int)
    /// The transformer's meter counts another part than it should, on all phases.
    case transformer
    /// A house's meter counts less, and the difference was booked on a phase.
    case shift(house: Int, to: Int)

    var dimensions: Int {
        if case .tap = self { return 1 + EnergyRow.blocks }
        return 1
    }

    /// The house whose meter it is about.
    var house: Int? {
        switch self {
        case .gain(let house), .shift(let house, _): house
        case .tap, .transformer: nil
        }
    }

    /// A phase that the cause touches; the first where it touches all.
    func channel(_ channelOfHouse: [Int?]) -> Int {
        switch self {
        case .tap(let channel): channel
        case .gain(let house), .shift(let house, _): channelOfHouse[house] ?? 0
        case .transformer: 0
        }
    }

    /// Coefficients' worth of doubt: how rare the cause is, and how freely it fits.
    var price: Double {
        switch self {
        case .gain: 1
        case .tap, .shift: 4
        case .transformer: 6
        }
    }

    /// Standard deviations of the coefficients before anything was read: a tap has a mean power and, around it, one for
    /// each block of the day; `watts` is what each phase usually takes.
    func deviations(watts: [Double]) -> [Double] {
        switch self {
        case .tap(let channel):
            let size = 100 + 0.1 * watts[channel]
            return [size] + Array(repeating: 0.5 * size, count: EnergyRow.blocks)
        case .gain, .shift: return [0.5]
        case .transformer: return [0.1]
        }
    }

    /// The row's coefficients for this cause.
    func regressors(_ row: EnergyRow, _ channelOfHouse: [Int?]) -> [(place: Int, value: Double)] {
        switch self {
        case .tap(let channel):
            guard row.channel == channel else { return [] }
            var found = [(place: 0, value: row.hours)]
            for block in row.blockHours.indices where row.blockHours[block] > 0 {
                found.append((1 + block, row.blockHours[block]))
            }
            return found
        case .gain(let house):
            let isMember = channelOfHouse[house].map { $0 == row.channel } ?? true
            return isMember ? [(0, row.registered[house])] : []
        case .transformer:
            return [(0, row.delivered)]
        case .shift(let house, let to):
            if channelOfHouse[house] == row.channel { return [(0, row.registered[house])] }
            return row.channel == to ? [(0, -row.registered[house])] : []
        }
    }
}
