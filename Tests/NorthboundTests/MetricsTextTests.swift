import Northbound
import Testing

@Suite struct MetricsTextTests {
    @Test func `a family is told with its help, kind and samples`() {
        let page = MetricsText.page([
            MetricFamily(
                "gridtally_peer_connected", .gauge, "1 where a peer\nis \\ connected.",
                [
                    .init(1, [.init("peer", "a \"b\" \\ c\nd")]),
                    .init(0.5, [.init("peer", "e"), .init("zone", "ward-7")]),
                ]),
            MetricFamily("gridtally_nothing", .counter, "Without a sample.", []),
            MetricFamily("gridtally_height", .gauge, "Height.", 12_345_678_901),
        ])
        #expect(
            page == """
                # HELP gridtally_peer_connected 1 where a peer\\nis \\\\ connected.
                # TYPE gridtally_peer_connected gauge
                gridtally_peer_connected{peer="a \\"b\\" \\\\ c\\nd"} 1
                gridtally_peer_connected{peer="e",zone="ward-7"} 0.5
                # HELP gridtally_height Height.
                # TYPE gridtally_height gauge
                gridtally_height 12345678901

                """)
    }

    @Test func `what is no number is written as the format has it`() {
        let page = MetricsText.page([
            MetricFamily("a", .gauge, "A.", [.init(.nan), .init(.infinity), .init(-.infinity), .init(1e300)])
        ])
        #expect(page.hasSuffix("a NaN\na +Inf\na -Inf\na 1e+300\n"))
    }

    @Test func `a histogram counts up to each bound and ends with all`() {
        let samples = MetricFamily.histogram(
            buckets: [(0.01, 2), (0.02, 0), (0.04, 3)], sum: 0.11, [.init("bus", "line")])
        #expect(
            MetricsText.page([MetricFamily("h", .histogram, "H.", samples)]) == """
                # HELP h H.
                # TYPE h histogram
                h_bucket{bus="line",le="0.01"} 2
                h_bucket{bus="line",le="0.02"} 2
                h_bucket{bus="line",le="0.04"} 5
                h_bucket{bus="line",le="+Inf"} 5
                h_sum{bus="line"} 0.11
                h_count{bus="line"} 5

                """)
    }
}
