import Metering

extension ServicePlan {
    /// Monday morning, six o'clock in India.
    private static let morning = UTCTime(milliseconds: 1_767_573_000_000)

    /// Three connections on a main. One of them is a hotel that takes more than the slab that is free.
    static let water = ServicePlan(
        service: "water", origin: Self.morning, tariff: "delhi-water-2013", pulse: "litres: 10", mostPerHour: 3600,
        points: [
            Point(account: "HOUSE", meter: "W-1", serial: "WM-220101", use: Self.litres(daily: 9_600)),
            Point(account: "HOSTEL", meter: "W-2", serial: "WM-220102", use: Self.litres(daily: 480_000)),
            Point(account: "HOTEL", meter: "W-3", serial: "WM-220103", use: Self.litres(daily: 520_000)),
        ],
        main: Main(
            serial: "WM-900001", litresPerPulse: 100, mostPulsesPerHour: 900, breaksAfterHours: 3,
            leakLitresPerHour: 4000), latePoint: 2,
        words: Words(
            opening: "Monday, 06:00. A water zone: one main and three connections. Every meter gives pulses to an "
                + "input of one counter, and each connection has a valve on a relay module.",
            grid: "its main and connections", actuator: "the valve", shut: "shut", open: "open", still: "no water flows"
        ),
        bill: BillExpectation(sentence: "the whole volume is priced by the slab that it reaches", line: "water") {
            bill in
            let water = bill.lines.first { $0.name == "water" }
            return bill.quantity > 20_000 && water?.parts.map(\.quantity) == [bill.quantity]
        })

    /// Two farms that pump over the hour at which the price changes.
    static let irrigation = ServicePlan(
        service: "irrigation", origin: Self.morning.adding(seconds: 7200), tariff: "irrigation-windows",
        pulse: "litres: 100", mostPerHour: 900,
        points: [
            Point(
                account: "FARM-1", meter: "P-1", serial: "PM-310001",
                use: "daily_litres: 180000, litres_per_pulse: 100, hours: 06:00-12:00"),
            Point(
                account: "FARM-2", meter: "P-2", serial: "PM-310002",
                use: "daily_litres: 480000, litres_per_pulse: 100, hours: [06:00-18:00, 22:00-24:00]"),
        ], main: nil, latePoint: 1,
        words: Words(
            opening: "Monday, 08:00. Two irrigation pumps, each with a meter that gives a pulse for 100 L, and a "
                + "contactor on a relay module. Before 09:00 a kL costs 0.90 ₹, from then on 0.40 ₹.",
            grid: "its pumps", actuator: "the pump's contactor", shut: "off", open: "on", still: "the pump stands"),
        bill: BillExpectation(sentence: "what was drawn before and after 09:00 is priced apart", line: "water") {
            bill in
            let water = bill.lines.first { $0.name == "water" }
            return (water?.parts.filter { $0.quantity > 0 }.count ?? 0) >= 2
        })

    /// Two gates of a river ferry. A trip is 500 m, and the price goes by the way of all trips.
    static let transport = ServicePlan(
        service: "transport", origin: Self.morning, tariff: "transport-by-distance", pulse: "metres: 500",
        mostPerHour: 300,
        points: [
            Point(account: "SCHOOL", meter: "G-1", serial: "GT-500001", use: "daily_trips: 960"),
            Point(account: "WORKS", meter: "G-2", serial: "GT-500002", use: "daily_trips: 1440"),
        ], main: nil, latePoint: 1,
        words: Words(
            opening: "Monday, 06:00. Two gates at a ferry, one for a school and one for a factory. Each gives a pulse "
                + "for a trip of 500 m, and has its lock on a relay module.",
            grid: "its gates", actuator: "the gate", shut: "shut", open: "open", still: "no trip is counted"),
        bill: BillExpectation(sentence: "the price is that of the step which the distance reaches") { bill in
            let fare = bill.lines.first { $0.name == "fare" }
            return fare?.parts.count == 1 && fare?.parts.first?.quantity == 1 && bill.quantity > 0
        })

    private static func litres(daily: Int) -> String { "daily_litres: \(daily), litres_per_pulse: 10" }
}
