import Foundation
import Metering

/// The names of rules that touch a value, in a crew's words.
enum RuleMeaning {
    /// What a rule says, and what to do; what is no rule's name is a reason already, and told without its place.
    static func text(_ rule: String) -> String {
        if let rule = CounterRule(rawValue: rule) { return self.text(rule) }
        if let rule = ValidationRule(rawValue: rule) { return self.text(rule) }
        // Who reads this knows of which device it speaks.
        guard rule.hasPrefix("bus "), let end = rule.range(of: ": ") else { return rule }
        return String(rule[end.upperBound...])
    }

    private static func text(_ rule: CounterRule) -> String {
        switch rule {
        case .first: "it is the first reading, and nothing confirms it yet. Wait for the next."
        case .normal: "nothing is wrong with it."
        case .rollover: "the register went over its top and began again. Nothing to do."
        case .backward: "the register went back a little: the meter rounds. Nothing to do."
        case .suspect:
            "it jumped or fell beyond what the connection can carry, and no further reading has confirmed it. "
                + "Compare with the meter's display."
        case .torn: "the meter changed the register while it was read. The next reading settles it."
        case .jumpConfirmed:
            "it jumped beyond the connection's rating, and further readings confirm it. Compare with the display, and "
                + "correct `rating_kw` or `most_per_hour` if the connection is larger."
        case .reset: "the register fell and stayed low: it was cleared, or the meter was exchanged. Ask who did it."
        case .restored: "the register is back where it was before it was taken for cleared. Nothing to do."
        case .serialChanged:
            "another serial number answers at this address. Check that the right meter hangs here."
        case .replaced: "another serial number answers at this address: the meter was replaced. Register the new one."
        case .clockCorrected: "the box's clock was set back. Check its time service."
        case .outOfOrder: "it is not later than the one before it. Check the box's clock."
        case .implausible:
            "it is negative, or too large for the register. Check that the profile is of this model."
        }
    }

    private static func text(_ rule: ValidationRule) -> String {
        switch rule {
        case .voltageRange: "the voltage is outside what a low-voltage supply can have. Measure at the terminals."
        case .frequencyRange: "the frequency is outside what a grid can have. Check the profile's scale."
        case .powerFactorRange: "a power factor is never outside -1 to 1. Check the profile's scale."
        case .currentRating:
            "the current is more than the connection can carry. Check CT ratio, `rating_kw` and profile."
        case .powerRating: "the power is more than the connection can carry. Check CT ratio, `rating_kw` and profile."
        case .phaseSum: "the phases do not add up to the total. Check the CTs' direction and the word order."
        case .apparentPower: "apparent power is less than active and reactive power. Check the CTs' phases."
        case .zeroPower: "current flows and the meter shows no power. Check the voltage taps."
        case .energyRating:
            "more than the connection can carry. Check CT ratio and `rating_kw`, or `most_per_hour` of pulses."
        case .negativeConsumption: "the register fell. Compare with the meter's display."
        case .zeroConsumption: "nothing was counted while current flowed. Check for a bypass or a stopped meter."
        case .spike: "it is far above the other intervals of the day. Compare with the display."
        case .highLow: "less than half or more than twice of days of its kind. Ask what changed in the house."
        case .sumCheck: "the intervals do not add up to the register. Compare the register with the meter's display."
        case .gap: "the interval has no value: the meter was not read at its boundaries."
        case .timeCheck: "its time is not where an interval has to be. Check the box's clock."
        }
    }
}
