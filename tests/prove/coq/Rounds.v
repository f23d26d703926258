(** Counted loops: the arithmetic behind [runtime/src/memory/window.rs], for all steps.

    Machine integers are integers here, and what may wrap says so with [mod]. The statements are those of
    [../prover/counted.py], which the compiled functions are proved to meet. *)

From Coq Require Import ZArith Lia.
Open Scope Z_scope.

Definition W := 2 ^ 32.

(** What [opaque.py] knows of products. *)

Theorem product_monotone a b s : 0 <= a <= b -> 0 <= s -> 0 <= a * s <= b * s.
Proof. nia. Qed.

Theorem product_fits a b : 0 <= a < 2 ^ 64 -> 0 <= b < 2 ^ 32 -> 0 <= a * b < 2 ^ 96.
Proof. intros. change (2 ^ 96) with (2 ^ 64 * 2 ^ 32). split; [nia | apply Z.mul_lt_mono_nonneg; lia]. Qed.

(** Of lanes: factors from -s to s - 1, or up to s. *)
Theorem product_signed a b s : - s <= a < s -> - s <= b < s -> s - s * s <= a * b <= s * s.
Proof. intros. destruct (Z.le_gt_cases 0 a), (Z.le_gt_cases 0 b); nia. Qed.

Theorem product_unsigned a b s : 0 <= a <= s -> 0 <= b <= s -> 0 <= a * b <= s * s.
Proof. nia. Qed.

(** The low bits of a product are those of the product of the low bits. *)
Theorem product_low n a b : 0 < n -> (a * b) mod n = ((a mod n) * (b mod n)) mod n.
Proof. intros. apply Z.mul_mod. lia. Qed.

Theorem product_down i s : (i * - s) mod W = (- ((i * s) mod W)) mod W.
Proof.
  unfold W. rewrite Z.mul_opp_r.
  replace (- (i * s)) with (0 - i * s) by lia.
  replace (- ((i * s) mod 2 ^ 32)) with (0 - (i * s) mod 2 ^ 32) by lia.
  now rewrite Zminus_mod_idemp_r.
Qed.

(** A counter from which each round takes [step] away: after [k] steps the loop goes on exactly if [k] is less than
    the quotient. *)
Theorem rounds_ne first step k :
  0 <= first < W -> 0 < step -> first mod step = 0 -> 0 <= k <= first / step ->
  (k < first / step <-> (first - k * step) mod W <> 0).
Proof.
  intros Hf Hs Hr Hk.
  pose proof (Z.div_mod first step ltac:(lia)) as E. rewrite Hr, Z.add_0_r in E.
  set (q := first / step) in *.
  replace (first - k * step) with ((q - k) * step) by nia.
  rewrite Z.mod_small by nia. split; nia.
Qed.

(** A quotient that is rounded up. *)
Definition up a b := a / b + (if a mod b =? 0 then 0 else 1).

Lemma up_spec a b : 0 <= a -> 0 < b -> (up a b - 1) * b < a <= up a b * b.
Proof.
  intros. unfold up. pose proof (Z.div_mod a b ltac:(lia)). pose proof (Z.mod_pos_bound a b ltac:(lia)).
  destruct (Z.eqb_spec (a mod b) 0); nia.
Qed.

(** A counter to which each round adds [step], while it is below [limit]. *)
Theorem rounds_lt x limit step k :
  0 <= x < W -> 0 <= limit -> 0 < step -> limit + step < W -> 0 <= k <= up (Z.max 0 (limit - x)) step ->
  (k < up (Z.max 0 (limit - x)) step <-> (x + k * step) mod W < limit).
Proof.
  intros Hx Hl Hs Hw Hk.
  pose proof (up_spec (Z.max 0 (limit - x)) step ltac:(lia) ltac:(lia)) as Hu.
  set (q := up (Z.max 0 (limit - x)) step) in *.
  destruct (Z.le_gt_cases limit x).
  - assert (q = 0) by nia. assert (k = 0) by lia. subst k.
    rewrite Z.mul_0_l, Z.add_0_r, Z.mod_small by lia. lia.
  - rewrite Z.max_r in Hu by lia. rewrite Z.mod_small by nia. split; nia.
Qed.

(** Or at most [limit]. *)
Theorem rounds_le x limit step k :
  0 <= x < W -> 0 <= limit -> 0 < step -> limit + 1 + step < W -> 0 <= k <= up (Z.max 0 (limit + 1 - x)) step ->
  (k < up (Z.max 0 (limit + 1 - x)) step <-> (x + k * step) mod W <= limit).
Proof.
  intros Hx Hl Hs Hw Hk.
  pose proof (rounds_lt x (limit + 1) step k Hx ltac:(lia) Hs Hw Hk). lia.
Qed.

(** A window that could be made: in every round, [size] bytes at a constant and an immediate behind WebAssembly's address,
    which is a sum modulo 2^32, lie in the memory, and that address is the base plus [i] steps: nothing wraps. *)
Theorem window base step extent rounds length i constant immediate size :
  0 <= base < W -> 0 <= i < rounds -> 0 <= constant -> 0 <= immediate -> 0 < size ->
  constant + immediate + size <= extent -> length <= W ->
  0 <= base + Z.min 0 step * (rounds - 1) ->
  base + Z.max 0 step * (rounds - 1) + extent <= length ->
  (base + i * step + constant) mod W = base + i * step + constant /\
  base + i * step + constant + immediate + size <= length.
Proof.
  intros. assert (0 <= base + i * step /\ base + i * step + extent <= length) as [].
  { destruct (Z.le_gt_cases 0 step).
    - rewrite Z.max_r, Z.min_l in * by lia. nia.
    - rewrite Z.max_l, Z.min_r in * by lia. nia. }
  rewrite Z.mod_small; lia.
Qed.

Print Assumptions product_monotone.
Print Assumptions product_fits.
Print Assumptions product_signed.
Print Assumptions product_unsigned.
Print Assumptions product_low.
Print Assumptions product_down.
Print Assumptions rounds_ne.
Print Assumptions rounds_lt.
Print Assumptions rounds_le.
Print Assumptions window.
