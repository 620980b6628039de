import Metering
import Testing

@testable import StatusPage

@Suite struct PagesTests {
    private static func context(_ language: Language = .english, person: String? = nil) -> PageContext {
        PageContext(
            language: language, box: "box <1>", zone: "ward & 7", offsetMinutes: 330,
            now: UTCTime(milliseconds: 1_767_573_000_000), path: "/?a=\"b\"", person: person)
    }

    private static func meter(
        _ label: String, _ communication: GridMeter.Communication = .communicating, _ supply: GridMeter.Supply = .on,
        power: Int64? = 1_234_000, isMean: Bool = false, permit: GridMeter.Permit? = nil
    ) -> GridMeter {
        GridMeter(
            label: label, consumerNumber: "210144021307", delivers: false, power: power, isMeanPower: isMean,
            communication: communication, supply: supply, permit: permit)
    }

    private static func grid(_ meters: [GridMeter]) -> GridView {
        let points = meters.map {
            GridNode(
                label: "P-\($0.label)", kind: .servicePoint, parent: 1, meters: [$0], balance: nil, openFindings: 0)
        }
        return GridView(
            nodes: [
                GridNode(label: "feeder", kind: .feeder, parent: nil, meters: [], balance: nil, openFindings: 0),
                GridNode(
                    label: "T<1>", kind: .transformer, parent: 0, meters: [],
                    balance: BalancePoint(end: UTCTime(milliseconds: 0), delivered: 1000, metered: 950, technical: 20),
                    openFindings: 2),
            ] + points, alarms: AlarmCounts(faults: 1, warnings: 2), urgent: [])
    }

    @Test func `other people's words stay words on every page`() {
        let html = StatusPages.grid(Self.grid([Self.meter("<script>")]), Self.context())
        #expect(!html.contains("<script>") && html.contains("&lt;script&gt;") && html.contains("T&lt;1&gt;"))
        #expect(html.contains("box &lt;1&gt;") && html.contains("ward &amp; 7"))
    }

    @Test func `the diagram hangs what is fed below what feeds it`() throws {
        let html = StatusPages.grid(Self.grid([Self.meter("M1"), Self.meter("M2")]), Self.context())
        let places = try ["feeder", "T%3C1%3E", "M1", "M2"].map { label in
            try #require(html.firstRange(of: "/\(label)\"")?.lowerBound, "\(label)")
        }
        #expect(places == places.sorted())
        #expect(html.contains("2 findings") && html.contains("unexplained 3.0 %"))
    }

    @Test(arguments: [
        (GridMeter.Communication.notCommunicating, GridMeter.Supply.off, "not communicating", "supply off"),
        (.elsewhere, .unknown, "read by another box", "relay unknown"),
        (.waiting, .ready, "not read yet", "ready for reconnection"), (.stale, .on, "old readings", "supply on"),
    ])
    func `a meter's state is told in the crew's words`(
        communication: GridMeter.Communication, supply: GridMeter.Supply, one: String, other: String
    ) {
        let html = StatusPages.grid(Self.grid([Self.meter("M1", communication, supply)]), Self.context())
        #expect(html.contains(one) && html.contains(other))
    }

    @Test func `what changes has the name on the page that the stream gives it`() {
        let view = Self.grid([Self.meter("M 1", .notCommunicating, .off), Self.meter("M2", isMean: true)])
        let html = StatusPages.grid(view, Self.context())
        let live = view.live(in: .english)
        for name in live.keys {
            #expect(
                html.contains("data-live=\"\(name)\"".replacing("<", with: "&lt;").replacing(">", with: "&gt;")),
                "\(name)")
        }
        #expect(live["communication M 1"] == LiveValue("not communicating", .fault))
        #expect(live["power M2"]?.text == "≈ 1.23 kW" && live["alarms"] == LiveValue("3", .fault))
        #expect(view.live(in: .hindi)["supply M 1"]?.text == "आपूर्ति बंद")
    }

    @Test func `an account is shown to those alone who are signed in`() {
        func view(_ account: AccountView?) -> MeterView {
            MeterView(
                meter: Self.meter("M1"), serial: "12", node: "P", service: .serviceElectricity, place: nil, bus: nil,
                unit: nil, readings: [], intervals: [], registers: [], switchings: [], guards: nil, account: account)
        }
        let account = AccountView(
            label: "A-1", tariff: "domestic", balance: "975.50 ₹", permitThrough: "2026-02-01T00:00:00Z", bills: [])
        #expect(!StatusPages.meter(view(nil), Self.context()).contains("A-1"))
        #expect(StatusPages.meter(view(account), Self.context(person: "R. Meena")).contains("975.50 ₹"))
    }

    private static func node(_ balances: [BalancePoint], _ findings: [FindingView] = []) -> NodeView {
        NodeView(
            node: GridNode(label: "T1", kind: .transformer, parent: nil, meters: [], balance: nil, openFindings: 0),
            parent: nil, children: [], unit: "Wh", intervalSeconds: 900, balances: balances, findings: findings,
            isWatched: false)
    }

    /// Whatever the values are, the drawing stays inside its frame and is valid.
    @Test(arguments: [
        [BalancePoint](), [BalancePoint(end: UTCTime(milliseconds: 0), delivered: 0, metered: 0, technical: 0)],
        (0..<3).map { BalancePoint(end: UTCTime(milliseconds: $0 * 900_000), delivered: 0, metered: 0, technical: 0) },
        (0..<3).map {
            BalancePoint(
                end: UTCTime(milliseconds: $0 * 900_000), delivered: .max, metered: .min, technical: .max)
        },
        (0..<200).map {
            BalancePoint(
                end: UTCTime(milliseconds: $0 * 900_000), delivered: 1000 + $0, metered: 1200 - $0, technical: 20)
        },
    ])
    func `a balance is drawn inside its frame`(balances: [BalancePoint]) throws {
        let html = StatusPages.node(Self.node(balances), Self.context())
        #expect(!html.contains("nan") && !html.contains("inf\""))
        for part in html.split(separator: "<rect class=").dropFirst() {
            let number = { (name: String) -> Double in
                let text = part.split(separator: " \(name)=\"").dropFirst().first?.prefix { $0 != "\"" }
                return Double(text ?? "") ?? -1
            }
            #expect(number("y") >= 11.9 && number("y") + number("height") <= 296.1, "\(part)")
            #expect(number("x") >= 75.9 && number("x") + number("width") <= 720.7, "\(part)")
        }
    }

    @Test func `every page is whole in every language`() {
        for language in Language.allCases {
            let context = Self.context(language)
            let pages = [
                StatusPages.grid(Self.grid([]), context), StatusPages.node(Self.node([]), context),
                StatusPages.alarms([], context), StatusPages.buses([], context),
                StatusPages.signIn(problem: "<no>", context), StatusPages.notice(.notFound, "x", context),
            ]
            for page in pages {
                #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"\(language.rawValue)\">"))
                #expect(page.hasSuffix("</html>\n") && page.ranges(of: "<h1>").count == 1)
                #expect(!page.contains("http://") && !page.contains("https://"), "asks nobody else")
            }
        }
    }
}
