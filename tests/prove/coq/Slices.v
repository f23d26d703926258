(** Windows as slices of their own: the rule "slices of a counted loop" of [macro/check/src/body/counted/apart.rs].

    What runs on slices that [apart] made of a memory has the same results as on the memory, traps where that traps, and
    leaves behind the same bytes. That the compiled [apart] hands out the bytes of each window, and only if no window that is
    stored to has a byte in common with another, is proved by [../prover/apart.py]. *)

From Coq Require Import ZArith Lia List Bool.
Import ListNotations.
Open Scope Z_scope.

Section Slices.

(** Bytes, and what a loop has computed in the end: whatever they are. *)
Variables B R : Type.

Record window := { start : Z; length : Z; stored : bool }.

(** Windows by their numbers; those that are none have no bytes. *)
Variable at_ : nat -> window.

Definition memory := Z -> B.
Definition slices := nat -> Z -> B.

(** What a counted loop does, all its rounds, as a tree: each next access may depend on all that was loaded before. *)
Inductive code :=
| Done (r : R)
| Load (w : nat) (x : Z) (n : nat) (next : list B -> code)
| Store (w : nat) (x : Z) (bytes : list B) (next : code).

(** A window that is only loaded from is a slice that rustc lets nothing be stored to. *)
Fixpoint typed (c : code) : Prop :=
  match c with
  | Done _ => True
  | Load _ _ _ next => forall bytes, typed (next bytes)
  | Store w _ _ next => stored (at_ w) = true /\ typed next
  end.

Definition is_inside (w : nat) (x : Z) (n : nat) : bool := (0 <=? x) && (x + Z.of_nat n <=? length (at_ w)).

Definition get (from : Z -> B) (x : Z) (n : nat) : list B := map (fun i => from (x + Z.of_nat i)) (seq 0 n).

Fixpoint put (to : Z -> B) (x : Z) (bytes : list B) : Z -> B :=
  match bytes with
  | [] => to
  | b :: rest => put (fun y => if y =? x then b else to y) (x + 1) rest
  end.

(** The result, or none if it traps, and what is then in memory. *)
Fixpoint on_memory (c : code) (m : memory) : option R * memory :=
  match c with
  | Done r => (Some r, m)
  | Load w x n next => if is_inside w x n then on_memory (next (get m (start (at_ w) + x) n)) m else (None, m)
  | Store w x bytes next =>
      if is_inside w x (List.length bytes) then on_memory next (put m (start (at_ w) + x) bytes) else (None, m)
  end.

Definition put_slice (s : slices) (w : nat) (x : Z) (bytes : list B) : slices :=
  fun v => if Nat.eqb v w then put (s w) x bytes else s v.

Fixpoint on_slices (c : code) (s : slices) : option R * slices :=
  match c with
  | Done r => (Some r, s)
  | Load w x n next => if is_inside w x n then on_slices (next (get (s w) x n)) s else (None, s)
  | Store w x bytes next =>
      if is_inside w x (List.length bytes) then on_slices next (put_slice s w x bytes) else (None, s)
  end.

Definition is_in (w : nat) (a : Z) : Prop := start (at_ w) <= a < start (at_ w) + length (at_ w).

(** What [apart] looks at. *)
Definition apart : Prop := forall w v a, stored (at_ w) = true -> w <> v -> is_in w a -> is_in v a -> False.

(** What it hands out. *)
Definition cut (m : memory) : slices := fun w x => m (start (at_ w) + x).

Definition agree (m : memory) (s : slices) : Prop :=
  forall w x, 0 <= x < length (at_ w) -> s w x = m (start (at_ w) + x).

Lemma get_same f g x y n :
  (forall i, 0 <= i < Z.of_nat n -> f (x + i) = g (y + i)) -> get f x n = get g y n.
Proof. intros H. apply map_ext_in. intros i Hi. apply in_seq in Hi. apply H. lia. Qed.

(** What is put is put nowhere else. *)
Lemma put_elsewhere bytes : forall f x a,
  a < x \/ x + Z.of_nat (List.length bytes) <= a -> put f x bytes a = f a.
Proof.
  induction bytes as [|b rest IH]; intros f x a H; [reflexivity|].
  cbn [List.length put] in *. rewrite IH by lia. destruct (Z.eqb_spec a x); [lia | reflexivity].
Qed.

(** Only bytes that are the same before need be the same after. *)
Lemma put_where bytes : forall f g x y d,
  f (x + d) = g (y + d) -> put f x bytes (x + d) = put g y bytes (y + d).
Proof.
  induction bytes as [|b rest IH]; intros f g x y d H; simpl; [assumption|].
  replace (x + d) with (x + 1 + (d - 1)) by lia. replace (y + d) with (y + 1 + (d - 1)) by lia.
  apply IH.
  replace (x + 1 + (d - 1)) with (x + d) by lia. replace (y + 1 + (d - 1)) with (y + d) by lia.
  destruct (Z.eqb_spec (x + d) x), (Z.eqb_spec (y + d) y); try lia; auto.
Qed.

Lemma inside_bounds w x n : is_inside w x n = true -> 0 <= x /\ x + Z.of_nat n <= length (at_ w).
Proof. unfold is_inside. rewrite andb_true_iff, !Z.leb_le. auto. Qed.

Lemma agree_put m s w x bytes :
  apart -> agree m s -> stored (at_ w) = true -> is_inside w x (List.length bytes) = true ->
  agree (put m (start (at_ w) + x) bytes) (put_slice s w x bytes).
Proof.
  intros Hapart Hagree Hstored Hinside v y Hy. apply inside_bounds in Hinside.
  unfold put_slice. destruct (Nat.eqb_spec v w) as [->|Hne].
  - replace y with (x + (y - x)) at 1 by lia.
    replace (start (at_ w) + y) with (start (at_ w) + x + (y - x)) by lia.
    apply put_where. replace (x + (y - x)) with y by lia.
    replace (start (at_ w) + x + (y - x)) with (start (at_ w) + y) by lia. now apply Hagree.
  - rewrite Hagree by assumption. symmetry. apply put_elsewhere.
    destruct (Z.lt_ge_cases (start (at_ v) + y) (start (at_ w) + x)) as [|Hge]; [now left|right].
    destruct (Z.le_gt_cases (start (at_ w) + x + Z.of_nat (List.length bytes)) (start (at_ v) + y)) as [|Hlt]; [assumption|].
    exfalso. apply (Hapart w v (start (at_ v) + y)); unfold is_in; try assumption; lia.
Qed.

Lemma run_same c : forall m s,
  apart -> typed c -> agree m s ->
  fst (on_memory c m) = fst (on_slices c s) /\ agree (snd (on_memory c m)) (snd (on_slices c s)).
Proof.
  induction c as [r|w x n next IH|w x bytes next IH]; intros m s Hapart Htyped Hagree; simpl; [auto| |].
  - destruct (is_inside w x n) eqn:E; [|auto]. apply inside_bounds in E.
    replace (get m (start (at_ w) + x) n) with (get (s w) x n); [now apply IH|].
    apply get_same. intros i Hi. rewrite Hagree by lia. f_equal. lia.
  - destruct Htyped as [Hstored Htyped]. destruct (is_inside w x (List.length bytes)) eqn:E; [|auto].
    apply IH; try assumption. now apply agree_put.
Qed.

Lemma elsewhere c : forall m a,
  typed c -> (forall w, stored (at_ w) = true -> ~ is_in w a) -> snd (on_memory c m) a = m a.
Proof.
  induction c as [r|w x n next IH|w x bytes next IH]; intros m a Htyped Ha; simpl; [reflexivity| |].
  - destruct (is_inside w x n); [|reflexivity]. now apply IH.
  - destruct Htyped as [Hstored Htyped]. destruct (is_inside w x (List.length bytes)) eqn:E; [|reflexivity].
    rewrite IH by assumption. apply inside_bounds in E. specialize (Ha w Hstored). unfold is_in in Ha.
    apply put_elsewhere. lia.
Qed.

(** The same result or trap; afterwards the bytes of a window that is stored to are those of its slice, and all others are what
    they were. *)
Theorem slices_correct c m :
  apart -> typed c ->
  let (result, after) := on_memory c m in
  let (result', after') := on_slices c (cut m) in
  result = result' /\
  (forall w x, 0 <= x < length (at_ w) -> after (start (at_ w) + x) = after' w x) /\
  (forall a, (forall w, stored (at_ w) = true -> ~ is_in w a) -> after a = m a).
Proof.
  intros Hapart Htyped.
  assert (agree m (cut m)) as Hagree by (intros w x _; reflexivity).
  destruct (run_same c m (cut m) Hapart Htyped Hagree) as [Hresult Hafter].
  pose proof (elsewhere c m) as Hothers.
  destruct (on_memory c m), (on_slices c (cut m)). simpl in *. repeat split; auto.
  intros w x Hx. symmetry. now apply Hafter.
Qed.

End Slices.

Print Assumptions slices_correct.
