import Tariffs
import Testing

@Suite struct TimeOfDayTests {
    private static let bands = [
        TimeBand(windows: [MinuteWindow(from: 360, to: 480)], value: 500),
        TimeBand(windows: [MinuteWindow(from: 720, to: 960)], value: -1000),
        TimeBand(days: [.weekday, .saturday], windows: [MinuteWindow(from: 1080, to: 1320)], value: 1000),
    ]

    private static func timed(_ day: DayClass, _ from: Int64, _ to: Int64, _ quantity: Int64) -> TimedQuantity {
        TimedQuantity(day: day, window: MinuteWindow(from: from * 60, to: to * 60), quantity: quantity)
    }

    private static func bill(_ kind: TariffLineKind, _ timed: [TimedQuantity]) throws -> BillComputation {
        var tariff = Samples.single(.perUnit(rate: 500_000))
        tariff.lines.append(TariffLine(name: "time of day", kind: kind))
        var input = BillInput(quantity: timed.map(\.quantity).reduce(0, +))
        input.timed = timed
        return try tariff.computeBill(input)
    }

    /// 100 kWh at 5 ₹ are 500 ₹: each band adjusts its share of them.
    @Test(
        arguments: [
            (6, 8, .weekday, 2500), (12, 16, .sunday, -5000), (18, 22, .weekday, 5000), (18, 22, .saturday, 5000),
            (18, 22, .sunday, 0), (18, 22, .holiday, 0), (8, 12, .weekday, 0), (22, 24, .weekday, 0),
            (12, 13, .holiday, -5000),
        ] as [(Int64, Int64, DayClass, Int64)])
    func adjustsItsBand(from: Int64, to: Int64, day: DayClass, paise: Int64) throws {
        let bill = try Self.bill(
            .timeOfDayPercentage(bands: Self.bands, of: ["line"]), [Self.timed(day, from, to, 100_000)])
        #expect(bill.lines[1].amountPaise == paise)
        #expect(bill.lines[1].parts.map(\.rate) == [500, -1000, 1000])
        #expect(bill.lines[1].factor == 50_000 && bill.lines[1].quantityDivisor == 100_000)
    }

    @Test func sharesAreOfTheWholeAndRoundedOnce() throws {
        let bill = try Self.bill(
            .timeOfDayPercentage(bands: Self.bands, of: ["line"]),
            [Self.timed(.weekday, 6, 7, 1), Self.timed(.weekday, 18, 22, 1), Self.timed(.weekday, 0, 6, 5)])
        // 7 Wh at 5 ₹/kWh are 3.5, so 4 paise; 1/7 of them +5 % and 1/7 +10 % are 0.0857 paise.
        #expect(bill.lines.map(\.amountPaise) == [4, 0])
        #expect(bill.lines[1].parts.map(\.quantity) == [1, 0, 1])
    }

    @Test func pricesEachBand() throws {
        let bands = [
            TimeBand(windows: [MinuteWindow(from: 0, to: 360), MinuteWindow(from: 1320, to: 1440)], value: 100_000),
            TimeBand(days: .sunday, windows: [MinuteWindow(from: 360, to: 1320)], value: 200_000),
            TimeBand(
                days: [.weekday, .saturday, .holiday], windows: [MinuteWindow(from: 360, to: 1320)], value: -50_000),
        ]
        let bill = try Self.bill(
            .timeOfDayRate(bands: bands),
            [
                Self.timed(.weekday, 0, 6, 1000), Self.timed(.weekday, 22, 24, 2000), Self.timed(.sunday, 6, 22, 4000),
                Self.timed(.holiday, 8, 9, 8000),
            ])
        #expect(bill.lines[1].parts.map(\.quantity) == [3000, 4000, 8000])
        #expect(bill.lines[1].amountPaise == 300 + 800 - 400)
    }

    @Test func nothingUsedIsNothingAdjusted() throws {
        let bill = try Self.bill(.timeOfDayPercentage(bands: Self.bands, of: ["line"]), [])
        #expect(bill.lines[1].amountPaise == 0 && bill.lines[1].parts.isEmpty)
    }

    @Test func aQuantityAcrossAnEdgeIsRefused() {
        let error = TariffError.splitBand(
            line: "time of day", day: .weekday, window: MinuteWindow(from: 420, to: 540),
            band: MinuteWindow(from: 360, to: 480))
        #expect(throws: error) {
            try Self.bill(.timeOfDayRate(bands: Self.bands), [Self.timed(.weekday, 7, 9, 1000)])
        }
        #expect(error.description.contains("weekday 07:00-09:00") && error.description.contains("06:00-08:00"))
    }

    @Test func theBandsAddUpToTheWhole() {
        var tariff = Samples.single(.timeOfDayRate(bands: Self.bands))
        var input = BillInput(quantity: 10)
        #expect(throws: TariffError.missingInput(line: "line", .timed)) { try tariff.computeBill(input) }
        input.timed = [Self.timed(.weekday, 0, 6, 9)]
        #expect(throws: TariffError.timedSum(timed: 9, quantity: 10)) { try tariff.computeBill(input) }
        // Also where no line looks at them.
        tariff.lines[0].kind = .perUnit(rate: 1)
        #expect(throws: TariffError.timedSum(timed: 9, quantity: 10)) { try tariff.computeBill(input) }
        input.timed = [Self.timed(.weekday, 6, 6, 10)]
        #expect(throws: TariffError.badTimedWindow(input.timed![0].window)) { try tariff.computeBill(input) }
    }

    @Test func brokenBandsAreRefused() {
        func error(_ bands: [TimeBand]) -> TariffError? {
            do throws(TariffError) {
                try Samples.single(.timeOfDayRate(bands: bands)).validate()
                return nil
            } catch {
                return error
            }
        }
        func band(_ windows: [(Int64, Int64)], days: DayClasses = .every, value: Int64 = 1) -> TimeBand {
            TimeBand(days: days, windows: windows.map { MinuteWindow(from: $0.0, to: $0.1) }, value: value)
        }
        #expect(error([]) == .badBandCount(line: "line", bands: 0))
        #expect(error([band([])]) == .badWindowCount(line: "line", windows: 0))
        for windows in [[(60, 60)], [(0, 1441)], [(-1, 60)], [(60, 120), (100, 180)]] as [[(Int64, Int64)]] {
            let broken = MinuteWindow(from: windows[windows.count - 1].0, to: windows[windows.count - 1].1)
            #expect(error([band(windows)]) == .badWindow(line: "line", broken))
        }
        #expect(error([band([(0, 60)], days: [])]) == .badDays(line: "line"))
        #expect(error([band([(0, 60)], days: DayClasses(rawValue: 16))]) == .badDays(line: "line"))
        #expect(
            error([band([(0, 60)], days: .sunday), band([(59, 70)])])
                == .overlappingBands(line: "line", band: 2, with: 1))
        #expect(error([band([(0, 60)], days: .sunday), band([(0, 60)], days: .weekday)]) == nil)
        let least = -Tariff.largestRate
        #expect(
            error([band([(0, 60)], value: least - 1)])
                == .rateOutOfRange(line: "line", rate: least - 1, least: least))
    }
}
