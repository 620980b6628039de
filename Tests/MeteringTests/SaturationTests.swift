import Metering
import Testing

@Suite struct SaturationTests {
    @Test func `sums and differences beyond the range are its nearer end, others are exact`() {
        #expect(Int64.max.addingSaturated(1) == .max && Int64.min.addingSaturated(-1) == .min)
        #expect(Int64.min.subtractingSaturated(1) == .min && Int64.max.subtractingSaturated(-1) == .max)
        #expect(Int64(0).subtractingSaturated(.min) == .max)
        #expect(Int64(-3).addingSaturated(5) == 2 && Int64(-3).subtractingSaturated(5) == -8)
        #expect(UInt32.max.addingSaturated(1) == .max && UInt32(1).subtractingSaturated(2) == 0)
    }
}
